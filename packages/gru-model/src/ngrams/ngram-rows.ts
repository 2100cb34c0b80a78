import { type Batch, NGRAM_HASH, PADDING_ID } from '@textgate/core'

/** Which rows of the n-gram kernel the n-grams of each text of a batch have. */
export interface NgramRows {
  /** Rows of the kernel, all of a text side by side, int32, shape [n-grams]. */
  readonly rows: Int32Array
  /** Where each text's n-grams start in `rows`, and their number at the end, int32, shape [size + 1]. */
  readonly starts: Int32Array
}

/** What the n-grams of a text depend on beside its ids. */
export interface NgramSizes {
  /** Ids of the tokenizer; each has a row of its own. */
  readonly vocabularySize: number
  /** Largest n, 1 to 4. */
  readonly ngrams: number
  /** Rows that longer n-grams share, a power of two up to 2^22; of no matter where `ngrams` is 1. */
  readonly buckets: number
}

/**
 * The n-grams of each text: for every token its own row, then for n from 2 on the row of the n-gram that ends there,
 * hashed as `NGRAM_HASH` of `@textgate/core` says. A text of k tokens has k · ngrams of them, one of none has none.
 * What stands in padded positions is not read.
 *
 * @param batch - ids in 0 to vocabularySize - 1
 */
export function ngramRows(batch: Batch, { vocabularySize, ngrams, buckets }: NgramSizes): NgramRows {
  const { ids, lengths, size, length: columns } = batch
  const { multipliers, salts } = NGRAM_HASH
  const starts = new Int32Array(size + 1)
  for (let row = 0; row < size; row++) {
    starts[row + 1] = (starts[row] as number) + (lengths[row] as number) * ngrams
  }
  const rows = new Int32Array(starts[size] as number)
  let feature = 0
  for (let row = 0; row < size; row++) {
    const start = row * columns
    for (let t = 0; t < (lengths[row] as number); t++) {
      const id = ids[start + t] as number
      rows[feature++] = id
      let sum = Math.imul(id, multipliers[0])
      for (let n = 2; n <= ngrams; n++) {
        const before = t >= n - 1 ? (ids[start + t - n + 1] as number) : PADDING_ID
        // Modulo 2^32 is enough: the buckets are a power of two below, so the sum's low bits decide.
        sum = (sum + Math.imul(before, multipliers[n - 1] as number)) | 0
        rows[feature++] = vocabularySize + ((sum + (salts[n] as number)) & (buckets - 1))
      }
    }
  }
  return { rows, starts }
}
