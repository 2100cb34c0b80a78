import type { Batch } from '@textgate/core'

/** The ids of a batch by steps, without columns that are padding in every row. */
export interface TimeMajorIds {
  /** int32, shape [length, batch]. */
  readonly ids: Int32Array
  /** Steps: the longest row, at least 1. */
  readonly length: number
}

/**
 * Turns a batch from rows to steps and checks it.
 *
 * @param vocabularySize - ids must be below
 * @throws RangeError when arrays and sizes do not fit, a length is out of range or an id is not in the vocabulary:
 *   the backends would read foreign memory
 */
export function timeMajorIds(batch: Batch, vocabularySize: number): TimeMajorIds {
  const { size, length: columns, lengths } = batch
  if (size < 1 || lengths.length !== size || batch.ids.length !== size * columns) {
    throw new RangeError(
      `batch of ${size} x ${columns} has ${batch.ids.length} ids and ${lengths.length} lengths; build batches with padBatch`,
    )
  }
  let length = 1
  for (const real of lengths) {
    if (real < 0 || real > columns) throw new RangeError(`batch: length ${real} is not in 0 to ${columns}`)
    if (real > length) length = real
  }
  const ids = new Int32Array(length * size)
  for (let row = 0; row < size; row++) {
    for (let t = 0; t < (lengths[row] as number); t++) {
      const id = batch.ids[row * columns + t] as number
      if (id < 0 || id >= vocabularySize) {
        throw new RangeError(
          `batch: id ${id} is not in the vocabulary of ${vocabularySize}; encode with the model's tokenizer`,
        )
      }
      ids[t * size + row] = id
    }
  }
  return { ids, length }
}
