import type { WeightTensor } from '@textgate/core'
import { importRefused } from '../import-refused.ts'
import { transposed, withGates, zeros } from '../matrices.ts'
import type { Cell, DirectionWeights, LayerWeights } from '../network-parts.ts'
import type { TorchTensors } from './torch-tensors.ts'

/** For each number of gates the cell, and which of torch's gates stands at each place of ours. */
const CELLS: Readonly<Record<number, { readonly cell: Cell; readonly gates: readonly number[] }>> = {
  1: { cell: 'rnn', gates: [0] },
  // Torch's are r, z, n; ours z, r, h.
  3: { cell: 'gru', gates: [1, 0, 2] },
  // i, f, g, o in both.
  4: { cell: 'lstm', gates: [0, 1, 2, 3] },
}

/**
 * All layers of one recurrent module of torch; what cell it is follows from the gates side by side.
 *
 * @throws IMPORT_UNSUPPORTED naming a tensor that is missing or has another shape, or a projection
 */
export function torchLayers(module: string, tensors: TorchTensors): LayerWeights[] {
  const layers: LayerWeights[] = []
  do {
    const place = `l${layers.length}`
    if (tensors.has(`${module}.weight_hr_${place}`)) {
      throw importRefused(
        `${module} projects its states (proj_size), which no network of textgate does; train without`,
        { module },
      )
    }
    const { cell, weights: forward } = direction(module, place, tensors)
    const isBoth = tensors.has(`${module}.weight_ih_${place}_reverse`)
    const backward = isBoth ? direction(module, `${place}_reverse`, tensors).weights : undefined
    layers.push({ name: `${module}.${place}`, cell, forward, backward })
  } while (tensors.has(`${module}.weight_ih_l${layers.length}`))
  return layers
}

function direction(
  module: string,
  place: string,
  tensors: TorchTensors,
): { cell: Cell; weights: DirectionWeights } {
  const kernel = transposed(tensors.take(`${module}.weight_ih_${place}`, 2))
  const recurrent = transposed(tensors.take(`${module}.weight_hh_${place}`, 2))
  const [hidden, width] = recurrent.shape as [number, number]
  const found = CELLS[width / hidden]
  if (!found || kernel.shape[1] !== width) {
    throw importRefused(
      `${module}.weight_hh_${place} has shape [${width}, ${hidden}], which is no GRU, LSTM or simple recurrent layer`,
      { module },
    )
  }
  const { cell, gates } = found
  const bias = (name: string): WeightTensor =>
    withGates(tensors.takeIfThere(`${module}.${name}_${place}`, 1) ?? zeros(width), gates)
  return {
    cell,
    weights: {
      kernel: withGates(kernel, gates),
      recurrent: withGates(recurrent, gates),
      bias: bias('bias_ih'),
      recurrentBias: bias('bias_hh'),
    },
  }
}
