import type { Batch } from '@textgate/core'

/**
 * Refuses a batch for which the backends would read foreign memory. What stands in padded positions is not looked at.
 *
 * @param vocabularySize - ids must be below
 * @throws RangeError when arrays and sizes do not fit, a length is out of range or an id is not in the vocabulary
 */
export function checkBatch({ size, length, lengths, ids }: Batch, vocabularySize: number): void {
  if (size < 1 || lengths.length !== size || ids.length !== size * length) {
    throw new RangeError(
      `batch of ${size} x ${length} has ${ids.length} ids and ${lengths.length} lengths; build batches with padBatch`,
    )
  }
  lengths.forEach((steps, row) => {
    if (steps < 0 || steps > length) throw new RangeError(`batch: length ${steps} is not in 0 to ${length}`)
    for (let t = row * length; t < row * length + steps; t++) {
      const id = ids[t] as number
      if (id < 0 || id >= vocabularySize) {
        throw new RangeError(
          `batch: id ${id} is not in the vocabulary of ${vocabularySize}; encode with the model's tokenizer`,
        )
      }
    }
  })
}
