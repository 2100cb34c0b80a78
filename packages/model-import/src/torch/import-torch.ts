import { decodeSafetensors } from '@textgate/core'
import { importRefused } from '../import-refused.ts'
import type { ImportedNetwork } from '../imported-network.ts'
import { transposed, zeros } from '../matrices.ts'
import { networkOf } from '../network-of.ts'
import type { NetworkOptions } from '../network-options.ts'
import type { LayerWeights } from '../network-parts.ts'
import { torchLayers } from './torch-layers.ts'
import { torchTensors } from './torch-tensors.ts'

/** The modules that a recurrent network is usually the value of; what it is tell its shapes. */
const RECURRENT_NAMES = ['gru', 'lstm', 'rnn']

/**
 * Reads a text classifier of PyTorch, an `nn.Embedding`, an `nn.GRU`, `nn.LSTM` or `nn.RNN` (tanh) of any number of layers in one or
 * both directions, and an `nn.Linear`, from the safetensors file of its `state_dict`.
 *
 * @param safetensors - bytes of the file; all tensors are float32
 * @throws WEIGHTS_INVALID where the bytes are no safetensors file of float32 tensors
 * @throws IMPORT_UNSUPPORTED naming a tensor that is missing, has no place in the network, or another shape than it needs
 */
export function importTorch(safetensors: Uint8Array, options: NetworkOptions = {}): ImportedNetwork {
  const tensors = torchTensors(decodeSafetensors(safetensors).weights)
  const { embedding = 'embedding', recurrent, head = 'fc' } = options.names ?? {}
  const modules = recurrent === undefined ? [usualName(tensors.has)] : [recurrent].flat()
  const layers = modules.flatMap((module) => torchLayers(module, tensors))
  const headKernel = transposed(tensors.take(`${head}.weight`, 2))
  const parts = {
    embedding: tensors.take(`${embedding}.weight`, 2),
    layers: layers as [LayerWeights, ...LayerWeights[]],
    headKernel,
    headBias: tensors.takeIfThere(`${head}.bias`, 1) ?? zeros(headKernel.shape[1] as number),
  }
  tensors.refuseRest()
  return networkOf(parts, options, [])
}

function usualName(has: (name: string) => boolean): string {
  const found = RECURRENT_NAMES.find((name) => has(`${name}.weight_ih_l0`))
  if (found !== undefined) return found
  throw importRefused(
    `the file has no ${RECURRENT_NAMES.map((name) => `${name}.weight_ih_l0`).join(', ')}; say with --names which module is recurrent, e.g. {"recurrent": "encoder.gru"}`,
    {},
  )
}
