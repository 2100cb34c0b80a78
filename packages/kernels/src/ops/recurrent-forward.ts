import type { Kernels } from '../kernels.ts'
import { type Keep, withBlocks } from '../memory/with-blocks.ts'
import type { KernelCall } from '../threads/kernel-call.ts'
import { packCall, packedMatrix, productCall } from './matmul.ts'
import { partsOf } from './parts.ts'
import { addressOf, type Matrix, matrixAt, type Place } from './places.ts'
import { CELLS, type CellShape, groupRowsOf } from './recurrent-cells.ts'
import type { LayerDirection, RecurrentLayer } from './recurrent-layer.ts'
import { RecurrentTrace } from './recurrent-trace.ts'

/**
 * The states of a recurrent layer, all directions at once.
 *
 * Three jobs: the weights are packed, each row of the input is projected once (however many positions read it), and
 * the recurrences run, cut into groups of rows. Initial states are zero; a row's states in the reverse direction start
 * at its last step. The GRU is reset-after with two biases; the LSTM and the simple RNN (tanh) are torch's.
 *
 * @param keepTrace - true where a backward pass will follow
 * @returns the trace, which the backward pass or its owner frees; undefined without `keepTrace`
 * @throws KERNEL_MEMORY_EXHAUSTED, and what `Kernels.run` throws
 */
export function recurrentForward(
  kernels: Kernels,
  layer: RecurrentLayer,
  keepTrace: boolean,
): RecurrentTrace | undefined {
  const trace = keepTrace ? RecurrentTrace.allocate(kernels.memory, layer) : undefined
  if (layer.packed.positions === 0) return trace
  try {
    withBlocks((keep) => computeStates(kernels, layer, trace, keep))
  } catch (error) {
    trace?.free()
    throw error
  }
  return trace
}

function computeStates(
  kernels: Kernels,
  layer: RecurrentLayer,
  trace: RecurrentTrace | undefined,
  keep: Keep,
): void {
  const { hidden, packed, input, directions } = layer
  const cell = CELLS[layer.cell]
  const width = cell.gates * hidden
  const all = directions.length
  const gatesSize = kernels.evaluate('packedGatesSize', cell.gates, hidden)
  const kernel = directions.map(() => keep(packedMatrix(kernels, input.inputs, width)))
  const recurrent = directions.map(() => keep(kernels.memory.floats(gatesSize)))
  const projected = directions.map(() => matrixAt(keep(kernels.memory.floats(input.rows * width)), width))
  const groupRows = reserveRecurrence(kernels, layer)
  kernels.run(
    directions.flatMap(({ weights }, d) => [
      packCall(matrixAt(weights.kernel, width), input.inputs, width, false, kernel[d]!),
      packGatesCall(weights.recurrent, cell, hidden, recurrent[d]!),
    ]),
    all * width * (input.inputs + hidden),
  )
  const product = { a: input.x, rows: input.rows, columns: width, inner: input.inputs }
  kernels.run(
    directions.map(({ weights: { bias } }, d) =>
      productCall({ ...product, c: projected[d]!, bias }, kernel[d]!),
    ),
    all * input.rows * width * input.inputs,
  )
  kernels.run(
    directions.map((one, d) =>
      forwardCall(layer, one, projected[d]!, recurrent[d]!, trace?.gates[d], groupRows),
    ),
    all * packed.positions * width * hidden,
  )
}

/** Reserves scratch memory for the recurrences of a layer. @returns the rows of each group */
export function reserveRecurrence(
  kernels: Kernels,
  { cell, hidden, packed, directions }: RecurrentLayer,
): number {
  const groupRows = groupRowsOf(packed.rows, Math.ceil(kernels.threads / directions.length))
  kernels.reserveScratch(kernels.evaluate('recurrentScratchBytes', CELLS[cell].gates, hidden, groupRows))
  return groupRows
}

function packGatesCall(recurrent: Place, { gates }: CellShape, hidden: number, packed: Place): KernelCall {
  const width = gates * hidden
  const args = [recurrent.offset, gates, hidden, width, packed.offset]
  return { name: 'packGates', args, parts: partsOf(Math.ceil(width / 8), width * hidden) }
}

function forwardCall(
  { cell, hidden, packed, input }: RecurrentLayer,
  { weights, reverse, states }: LayerDirection,
  projected: Matrix,
  recurrent: Place,
  trace: Place | undefined,
  groupRows: number,
): KernelCall {
  return {
    name: CELLS[cell].forward,
    args: [
      ...[projected.offset, projected.stride, addressOf(input.index)],
      ...[recurrent.offset, weights.recurrentBias.offset],
      ...[states.offset, states.stride, addressOf(trace)],
      ...[packed.rowsAtStep.offset, packed.offsets.offset, packed.steps, packed.rows],
      ...[hidden, Number(reverse), groupRows],
    ],
    parts: Math.ceil(packed.rows / groupRows),
  }
}
