import { parseModelConfig, randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countNgrams } from './count-ngrams.ts'
import { withBucketsFor } from './with-buckets-for.ts'

const VOCABULARY = 500

function randomTexts(texts: number, length: number, seed: number): Int32Array[] {
  const random = randomGenerator(seed)
  const id = (): number => 2 + random.integer(VOCABULARY - 2)
  return Array.from({ length: texts }, () => Int32Array.from({ length }, id))
}

/** How many there are, by remembering each; before the first token stands token 0. */
function exactly(texts: readonly Int32Array[], ngrams: number): number {
  const seen = new Set<string>()
  for (const ids of texts) {
    const padded = [...new Array(ngrams - 1).fill(0), ...ids]
    for (let end = ngrams - 1; end < padded.length; end++) {
      for (let n = 2; n <= ngrams; n++) seen.add(padded.slice(end - n + 1, end + 1).join(' '))
    }
  }
  return seen.size
}

test('n-grams are counted to three in a hundred', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 4 }),
      fc.integer({ min: 1, max: 2000 }),
      fc.nat(),
      (ngrams, texts, seed) => {
        const sample = randomTexts(texts, 20, seed)
        const counted = countNgrams(sample, { vocabularySize: VOCABULARY, ngrams })
        const exact = exactly(sample, ngrams)
        expect(Math.abs(counted - exact)).toBeLessThanOrEqual(Math.max(2, 0.03 * exact))
      },
    ),
    { numRuns: 10 },
  )
})

test('no texts have none, and texts that are repeated no more than once', () => {
  const sizes = { vocabularySize: VOCABULARY, ngrams: 3 }
  const texts = randomTexts(50, 20, 7)
  expect(countNgrams([], sizes)).toBe(0)
  expect(countNgrams([new Int32Array(0)], sizes)).toBe(0)
  expect(countNgrams([...texts, ...texts], sizes)).toBe(countNgrams(texts, sizes))
})

test('a model has buckets for the n-grams of its texts', () => {
  const sizes = { vocabularySize: VOCABULARY, classes: 4 }
  const bucketsOf = (config: object, texts: Int32Array[]) =>
    withBucketsFor(parseModelConfig(config), texts, sizes).ngramBuckets
  expect(bucketsOf({}, randomTexts(10, 20, 1))).toBe(4096)
  // Some 37,000 and 113,000 of the 250,000 pairs and any number of triples.
  expect(bucketsOf({}, randomTexts(2000, 20, 1))).toBe(131_072)
  expect(bucketsOf({ ngrams: 3 }, randomTexts(2000, 20, 1))).toBe(262_144)
  // What is set stays, and where there are no pairs there is nothing to choose.
  expect(bucketsOf({ ngramBuckets: 1024 }, randomTexts(2000, 20, 1))).toBe(1024)
  expect(bucketsOf({ ngrams: 1, ngramBuckets: 'large' }, randomTexts(2000, 20, 1))).toBe('large')
})
