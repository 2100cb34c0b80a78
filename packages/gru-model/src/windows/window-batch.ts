import type { Batch, LongTextConfig } from '@textgate/core'

/**
 * Cuts the texts of a batch into windows that overlap; all but the last of a text are full.
 *
 * @param counts - windows of each text as `windowCount` gives them, int32, shape [batch.size]
 * @returns the windows of one text after those of another
 */
export function cutWindows(
  batch: Batch,
  counts: Int32Array,
  { windowLength, windowOverlap }: Pick<LongTextConfig, 'windowLength' | 'windowOverlap'>,
): Batch {
  const size = counts.reduce((sum, count) => sum + count, 0)
  const length = Math.min(windowLength, batch.length)
  const lengths = new Int32Array(size)
  const ids = new Int32Array(size * length)
  let window = 0
  counts.forEach((count, row) => {
    const text = batch.ids.subarray(row * batch.length, row * batch.length + (batch.lengths[row] as number))
    for (let k = 0; k < count; k++) {
      const start = k * (windowLength - windowOverlap)
      const tokens = text.subarray(start, start + windowLength)
      ids.set(tokens, window * length)
      lengths[window] = tokens.length
      window++
    }
  })
  return { ids, lengths, size, length }
}
