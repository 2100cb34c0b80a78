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
  const lengths = new Int32Array(rows.length) // [size]
  let length = Math.max(1, minimumLength)
  // Plain loops: this is done for every batch, and iterators cost several times as much.
  for (let r = 0; r < rows.length; r++) {
    const n = (rows[r] as ArrayLike<number>).length
    lengths[r] = n
    if (n > length) length = n
  }
  const ids = new Int32Array(rows.length * length) // [size, length]
  for (let r = 0; r < rows.length; r++) ids.set(rows[r] as ArrayLike<number>, r * length)
  return { ids, lengths, size: rows.length, length }
}
