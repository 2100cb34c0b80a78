import type { Kernels } from '../kernels.ts'
import type { KernelCall } from '../threads/kernel-call.ts'
import { partsOf } from './parts.ts'
import type { Matrix, Place } from './places.ts'

/** Rows that are picked from, or added to, a table. */
export interface PickedRows {
  /** Shape [·, width]. */
  readonly table: Matrix
  /** Row of the table for each row, int32, shape [rows]; not checked. */
  readonly ids: Place
  /** Shape [rows, width]. */
  readonly values: Matrix
  readonly rows: number
  readonly width: number
}

/**
 * Copies rows out of a table: values[i] = table[ids[i]].
 *
 * @throws what `Kernels.run` throws
 */
export function gatherRows(kernels: Kernels, { table, ids, values, rows, width }: PickedRows): void {
  if (rows === 0) return
  const args = [table.offset, table.stride, ids.offset, values.offset, values.stride, rows, width]
  kernels.run([{ name: 'gatherRows', args, parts: partsOf(rows, rows * width) }], rows * width)
}

/**
 * Adds rows to a table, in order: table[ids[i]] += values[i].
 *
 * @throws what `Kernels.run` throws
 */
export function scatterAddRows(kernels: Kernels, { table, ids, values, rows, width }: PickedRows): void {
  if (rows === 0) return
  const args = [values.offset, values.stride, ids.offset, table.offset, table.stride, rows, width]
  const parts = partsOf(Math.ceil(width / 4), rows * width)
  kernels.run([{ name: 'scatterAddRows', args, parts }], rows * width)
}

/** Rows grouped into segments, such as the positions of each distinct token. */
export interface Segments {
  /** First entry of `positions` of each segment, int32, shape [segments + 1]. */
  readonly starts: Place
  /** Rows by segment, int32, shape [starts[segments]]. */
  readonly positions: Place
  readonly segments: number
}

/**
 * Sums rows by segment, in order: out[s] = Σ values[positions[starts[s] … starts[s + 1] − 1]].
 *
 * @param sizes - `rows` of `values`, for the estimate of the work alone, and the `width` of each
 * @throws what `Kernels.run` throws
 */
export function segmentSums(
  kernels: Kernels,
  values: Matrix,
  segments: Segments,
  out: Matrix,
  sizes: { readonly rows: number; readonly width: number },
): void {
  if (segments.segments === 0) return
  kernels.run([segmentSumsCall(values, segments, out, sizes)], sizes.rows * sizes.width)
}

/** The call of `segmentSums`, for a job with others. */
export function segmentSumsCall(
  values: Matrix,
  { starts, positions, segments }: Segments,
  out: Matrix,
  { rows, width }: { readonly rows: number; readonly width: number },
): KernelCall {
  const from = [values.offset, values.stride, starts.offset, positions.offset]
  const args = [...from, out.offset, out.stride, segments, width]
  return { name: 'segmentSums', args, parts: partsOf(segments, rows * width) }
}

/**
 * out += x, value by value.
 *
 * @param count - values, 0 or more
 * @throws what `Kernels.run` throws
 */
export function addInto(kernels: Kernels, out: Place, x: Place, count: number): void {
  if (count === 0) return
  const parts = partsOf(Math.ceil(count / 4096), count)
  kernels.run([{ name: 'addInto', args: [out.offset, x.offset, count], parts }], count)
}

/**
 * Sets values to 0.
 *
 * @param count - values, 0 or more
 * @throws what `Kernels.run` throws
 */
export function fillZero(kernels: Kernels, out: Place, count: number): void {
  if (count === 0) return
  kernels.run(
    [{ name: 'fillZero', args: [out.offset, count], parts: partsOf(Math.ceil(count / 4096), count) }],
    count,
  )
}
