import { padBatch } from '@textgate/core'
import { type NgramSizes, ngramRows } from './ngram-rows.ts'

/**
 * The inverse document frequency of every row of the n-gram kernel: ln((1 + texts) / (1 + texts that have it)) + 1, as
 * scikit-learn's TfidfTransformer has it, and 0 for a row that no text has. Sparck Jones, "A Statistical Interpretation
 * of Term Specificity and Its Application in Retrieval" (1972).
 *
 * @param texts - ids of the training texts, int32, shape [length] each
 * @returns float32, shape [vocabularySize + buckets]
 */
export function inverseDocumentFrequencies(texts: Iterable<Int32Array>, sizes: NgramSizes): Float32Array {
  const rows = sizes.vocabularySize + sizes.buckets
  const frequencies = new Int32Array(rows)
  const lastText = new Int32Array(rows)
  let count = 0
  for (const ids of texts) {
    count++
    for (const row of ngramRows(padBatch([ids]), sizes).rows) {
      if (lastText[row] === count) continue
      lastText[row] = count
      frequencies[row] = (frequencies[row] as number) + 1
    }
  }
  return Float32Array.from(frequencies, (having) =>
    having === 0 ? 0 : Math.log((1 + count) / (1 + having)) + 1,
  )
}
