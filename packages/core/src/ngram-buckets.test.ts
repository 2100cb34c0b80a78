import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ngramBuckets } from './ngram-buckets.ts'

test('auto takes as many buckets as fit 2^20 weights, within 2^12 to 2^18', () => {
  const auto = (classes: number) => ngramBuckets({ ngrams: 2, ngramBuckets: 'auto' }, classes)
  expect([2, 4, 6, 77, 256, 1000].map(auto)).toEqual([262_144, 262_144, 131_072, 8192, 4096, 4096])
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 256 }), (classes) => {
      const buckets = auto(classes)
      expect(Math.log2(buckets) % 1).toBe(0)
      expect(buckets * classes).toBeLessThanOrEqual(2 ** 20)
      expect(2 * buckets * classes).toBeGreaterThan(2 ** 20)
    }),
  )
})

test('a configured number stands, and single tokens need no buckets', () => {
  expect(ngramBuckets({ ngrams: 3, ngramBuckets: 65_536 }, 77)).toBe(65_536)
  expect(ngramBuckets({ ngrams: 1, ngramBuckets: 65_536 }, 77)).toBe(0)
  expect(ngramBuckets({ ngrams: 0, ngramBuckets: 'auto' }, 77)).toBe(0)
})
