import type { Kernels } from '../kernels.ts'
import { partsOf } from './parts.ts'
import type { Matrix } from './places.ts'

/** Which values are dropped. */
export interface DropoutRows {
  /** Shape [rows, width]. */
  readonly x: Matrix
  /** Shape [rows, width]; written, may be `x`. */
  readonly out: Matrix
  readonly rows: number
  readonly width: number
  /** Share of values that become 0, in [0, 1). */
  readonly rate: number
  /** Value (i, j) is dropped by a hash of this and i·width + j; int32 or uint32. */
  readonly seed: number
}

/** A value costs a hash of some ten operations, four at a time. */
const HASH_WORK = 4

/**
 * Dropout: out = x times a mask of 0 and 1 / (1 − rate); the gradient is the same with the gradients as `x`.
 *
 * @throws what `Kernels.run` throws
 */
export function dropOutRows(kernels: Kernels, { x, out, rows, width, rate, seed }: DropoutRows): void {
  if (rows === 0) return
  const threshold = Math.floor(rate * 2 ** 31)
  const args = [x.offset, x.stride, out.offset, out.stride, rows, width, seed | 0, threshold, 1 / (1 - rate)]
  const work = HASH_WORK * rows * width
  kernels.run([{ name: 'dropoutRows', args, parts: partsOf(rows, work) }], work)
}
