import { type Block, gatherRows, matrixAt } from '@textgate/kernels'
import type { BlockScope } from '../kernels/wasm/block-scope.ts'
import { inverseOrder } from '../reorder-rows.ts'
import type { TextPacking } from './text-packing.ts'

/**
 * The states of texts from those of their windows, in kernel memory.
 *
 * @param states - float32, shape [tokens, width], in the packed order of the windows
 * @returns float32, of the same shape, in the packed order of the texts; `states` itself where both are the same
 */
export function textStateBlocks(
  scope: BlockScope,
  { positions }: TextPacking,
  states: Block,
  width: number,
): Block {
  return positions ? reordered(scope, states, positions, width) : states
}

/**
 * The way back.
 *
 * @param dTexts - gradient of the states of texts; freed where the result is another block
 * @returns gradient of the states of windows, of the same shape
 */
export function windowStateGradients(
  scope: BlockScope,
  { positions }: TextPacking,
  dTexts: Block,
  width: number,
): Block {
  if (!positions) return dTexts
  const dStates = reordered(scope, dTexts, inverseOrder(positions), width)
  scope.free(dTexts)
  return dStates
}

function reordered(scope: BlockScope, values: Block, order: Int32Array, width: number): Block {
  const rows = order.length
  const result = scope.floats(rows * width)
  const ids = scope.integersOf(order)
  const [table, to] = [matrixAt(values, width), matrixAt(result, width)]
  gatherRows(scope.kernels, { table, ids, values: to, rows, width })
  scope.free(ids)
  return result
}
