import type { Batch } from './batch.ts'

/**
 * Pads ids on the right with 0 into one batch.
 *
 * @param rows - at least one row of ids; rows may be empty
 * @param minimumLength - columns that the batch has at least; 1 unless given
 * @throws RangeError when there is no row: ONNX Runtime's GRU ends the process on an empty batch
 */
export function padBatch(rows: readonly ArrayLike<number>[], minimumLength = 1): Batch {
  if (rows.length === 0) throw new RangeError('padBatch: a batch needs at least one row')
  const lengths = Int32Array.from(rows, (row) => row.length) // [size]
  const length = lengths.reduce((longest, n) => Math.max(longest, n), Math.max(1, minimumLength))
  const ids = new Int32Array(rows.length * length) // [size, length]
  rows.forEach((row, r) => {
    ids.set(row, r * length)
  })
  return { ids, lengths, size: rows.length, length }
}
