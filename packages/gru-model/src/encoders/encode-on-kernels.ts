import type * as tf from '@tensorflow/tfjs'
import { type Block, type Kernels, PackedRows } from '@textgate/kernels'
import { blockOperation } from '../kernels/wasm/block-operation.ts'
import { tensorOf, valuesOf } from '../kernels/wasm/tensor-values.ts'
import type { Encoder, EncoderInput } from './encoder.ts'

/** An encoder in kernel memory as one differentiable operation; see `Encoder.encode`. */
export function encodeOnKernels(kernels: Kernels, encoder: Encoder, input: EncoderInput): tf.Tensor2D {
  const { config, batch, embedded, dropout } = input
  const names = [...encoder.weightShapes(config).keys()]
  const weights = names.map((name) => input.weight(name))
  const states = blockOperation(kernels, [embedded, ...weights], (scope, traced) => {
    const values = blocksOf(names, (i) => scope.floatsOf(valuesOf(weights[i] as tf.Tensor)))
    const encoded = encoder.encodeBlocks(
      scope,
      {
        ...{ config, batch, dropout },
        rows: scope.keep(new PackedRows(kernels.memory, batch.rowsAtStep, batch.size)),
        embedded: scope.floatsOf(valuesOf(embedded)),
        weight: (name) => values.get(name) as Block,
      },
      traced,
    )
    const backward = (dStates: tf.Tensor): tf.Tensor[] => {
      const dEmbedded = scope.floats(embedded.size)
      const gradients = blocksOf(names, (i) => scope.floats((weights[i] as tf.Tensor).size))
      const weight = (name: string): Block => gradients.get(name) as Block
      encoded.backward(scope.floatsOf(valuesOf(dStates)), { embedded: dEmbedded, weight })
      return [
        tensorOf(dEmbedded.floats, embedded.shape),
        ...names.map((name, i) => tensorOf(weight(name).floats, (weights[i] as tf.Tensor).shape)),
      ]
    }
    const width = encoder.statesWidth(config)
    return { value: tensorOf(encoded.states.floats, [batch.tokens, width]), backward }
  })
  return states as tf.Tensor2D
}

/** A block for each weight. */
function blocksOf(names: readonly string[], make: (index: number) => Block): Map<string, Block> {
  return new Map(names.map((name, i) => [name, make(i)]))
}
