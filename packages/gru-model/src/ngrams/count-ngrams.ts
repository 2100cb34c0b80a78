import { padBatch } from '@textgate/core'
import { type NgramSizes, ngramRows } from './ngram-rows.ts'

/** Of the bitmap: n-grams are at most a few times as many, and an estimate is enough. */
const BUCKETS = 2 ** 22

/**
 * About how many different n-grams of two and more tokens some texts have: by how many of 2^22 buckets they fill (Whang,
 * Vander-Zanden and Taylor, "A Linear-Time Probabilistic Counting Algorithm for Database Applications", 1990). Within some percent
 * up to ten million.
 *
 * @param texts - ids of each, int32, shape [length]
 */
export function countNgrams(
  texts: Iterable<Int32Array>,
  { vocabularySize, ngrams }: Omit<NgramSizes, 'buckets'>,
): number {
  const seen = new Uint8Array(BUCKETS)
  let filled = 0
  for (const ids of texts) {
    for (const row of ngramRows(padBatch([ids]), { vocabularySize, ngrams, buckets: BUCKETS }).rows) {
      const bucket = row - vocabularySize
      if (bucket < 0 || seen[bucket] === 1) continue
      seen[bucket] = 1
      filled++
    }
  }
  // With none free, as many as would leave half a one.
  return Math.round(BUCKETS * Math.log(BUCKETS / Math.max(BUCKETS - filled, 0.5)))
}
