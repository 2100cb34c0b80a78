import { NGRAM_HASH, padBatch } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ngramRows } from './ngram-rows.ts'

const ids = fc.array(fc.integer({ min: 1, max: 2 ** 20 }), { maxLength: 12 })
const ngrams = fc.integer({ min: 1, max: 4 })
const buckets = fc.integer({ min: 10, max: 22 }).map((power) => 2 ** power)

test('each token has its own row, then the rows of the n-grams that end there, by the published formula', () => {
  fc.assert(
    fc.property(ids, ngrams, buckets, (text, largest, count) => {
      const sizes = { vocabularySize: 2 ** 20 + 1, ngrams: largest, buckets: count }
      const expected = text.flatMap((id, t) => {
        const rows = [id]
        for (let n = 2; n <= largest; n++) {
          let sum = BigInt(NGRAM_HASH.salts[n]!)
          for (let j = 0; j < n; j++) sum += BigInt(text[t - j] ?? 0) * BigInt(NGRAM_HASH.multipliers[j]!)
          rows.push(sizes.vocabularySize + Number(sum % BigInt(count)))
        }
        return rows
      })
      expect(Array.from(ngramRows(padBatch([text]), sizes).rows)).toEqual(expected)
    }),
  )
})

test('a text has the same rows in any batch, whatever stands in the padding', () => {
  const texts = fc.array(ids, { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(texts, ngrams, fc.nat({ max: 5 }), fc.nat(), (rows, largest, extra, noise) => {
      const sizes = { vocabularySize: 2 ** 20 + 1, ngrams: largest, buckets: 4096 }
      const longest = Math.max(...rows.map((row) => row.length))
      const batch = padBatch(rows, longest + extra)
      batch.ids.forEach((_, i) => {
        if (i % batch.length >= batch.lengths[Math.floor(i / batch.length)]!) batch.ids[i] = noise
      })
      const { rows: all, starts } = ngramRows(batch, sizes)
      rows.forEach((row, i) => {
        const alone = ngramRows(padBatch([row]), sizes).rows
        expect(all.subarray(starts[i], starts[i + 1])).toEqual(alone)
        expect(alone.length).toBe(row.length * largest)
      })
    }),
  )
})

test('n-grams of frequent, that is low, ids keep buckets of their own, in any number of buckets', () => {
  for (const count of [2 ** 10, 2 ** 13, 2 ** 17, 2 ** 22]) {
    const side = Math.floor(0.4 * Math.sqrt(count))
    const pairs = Array.from({ length: side * side }, (_, i) => [1 + (i % side), 1 + Math.floor(i / side)])
    const { rows } = ngramRows(padBatch(pairs), { vocabularySize: 0, ngrams: 2, buckets: count })
    // Of each pair: first token, what starts the text, second token, the pair.
    expect(new Set(pairs.map((_, i) => rows[4 * i + 3])).size).toBe(pairs.length)
  }
})
