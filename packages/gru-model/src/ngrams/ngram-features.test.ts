import { padBatch } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectClose } from '../testing/expect-close.ts'
import { inverseDocumentFrequencies } from './inverse-document-frequencies.ts'
import { countedFeatures, type NgramFeatures, weightedFeatures } from './ngram-features.ts'
import { ngramRows } from './ngram-rows.ts'

const SIZES = { vocabularySize: 12, ngrams: 2, buckets: 1024 }
const ROWS = SIZES.vocabularySize + SIZES.buckets
const ids = fc.array(fc.integer({ min: 1, max: 11 }), { maxLength: 20 })
const texts = fc.array(ids, { minLength: 1, maxLength: 6 })

/** The n-grams of a text by row, with how often each occurs. */
function countsOf(text: number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const row of ngramRows(padBatch([text]), SIZES).rows) counts.set(row, (counts.get(row) ?? 0) + 1)
  return counts
}

/** Value by row, of each text. */
const byRow = ({ rows, starts, values }: NgramFeatures): Map<number, number>[] =>
  Array.from({ length: starts.length - 1 }, (_, text) => {
    const [first, end] = [starts[text]!, starts[text + 1]!]
    const found = new Map(Array.from(rows.subarray(first, end), (row, i) => [row, values[first + i]!]))
    expect(found.size).toBe(end - first)
    return found
  })

test('counted n-grams are worth ten times their number over the root of the number of all', () => {
  fc.assert(
    fc.property(texts, (rows) => {
      byRow(countedFeatures(ngramRows(padBatch(rows), SIZES))).forEach((found, i) => {
        const counts = countsOf(rows[i]!)
        expect([...found.keys()]).toEqual([...counts.keys()])
        const root = Math.sqrt(2 * rows[i]!.length)
        expectClose(
          [...found.values()],
          [...counts.values()].map((count) => (10 * count) / root),
          1e-5,
        )
      })
    }),
  )
})

test('weighted n-grams are (1 + ln c) idf of those that have an idf, and every text that has one has norm 1', () => {
  fc.assert(
    fc.property(texts, fc.func(fc.constantFrom(0, 0.5, 1, 2.5)), (rows, idfOf) => {
      const idf = Float32Array.from({ length: ROWS }, (_, row) => idfOf(row))
      byRow(weightedFeatures(ngramRows(padBatch(rows), SIZES), idf)).forEach((found, i) => {
        const expected = [...countsOf(rows[i]!)]
          .map(([row, count]) => (1 + Math.log(count)) * idf[row]!)
          .filter((value) => value > 0)
        const norm = Math.hypot(...expected)
        expectClose(
          [...found.values()],
          expected.map((value) => value / norm),
          1e-5,
        )
      })
    }),
  )
})

test('the inverse document frequency is that of scikit-learn, and 0 where no text has the n-gram', () => {
  fc.assert(
    fc.property(texts, (rows) => {
      const found = inverseDocumentFrequencies(
        rows.map((row) => Int32Array.from(row)),
        SIZES,
      )
      const counts = rows.map(countsOf)
      const expected = Array.from({ length: ROWS }, (_, row) => {
        const having = counts.filter((of) => of.has(row)).length
        return having === 0 ? 0 : Math.log((1 + rows.length) / (1 + having)) + 1
      })
      expectClose(found, expected, 1e-6)
    }),
    { numRuns: 20 },
  )
})
