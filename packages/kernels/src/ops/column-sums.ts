import type { Kernels } from '../kernels.ts'
import { partsOf } from './parts.ts'
import type { Matrix, Place } from './places.ts'

/** What to sum. */
export interface ColumnSums {
  /** Shape [rows, columns]. */
  readonly values: Matrix
  /** 0 or more. */
  readonly rows: number
  readonly columns: number
  /** Shape [columns]; written. */
  readonly sums: Place
  /** Adds to what `sums` holds. */
  readonly accumulate?: boolean
}

/**
 * The sum of each column of a matrix, rows in order.
 *
 * @throws what `Kernels.run` throws
 */
export function columnSums(kernels: Kernels, sum: ColumnSums): void {
  const { values, rows, columns, sums, accumulate = false } = sum
  const args = [values.offset, values.stride, rows, columns, sums.offset, Number(accumulate)]
  const work = rows * columns
  kernels.run([{ name: 'columnSums', args, parts: partsOf(Math.ceil(columns / 8), work) }], work)
}
