import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bucketsForTexts, ngramBuckets } from './ngram-buckets.ts'

test('where nobody has looked at the texts, auto takes as many buckets as fit 2^20 weights, within 2^12 to 2^18', () => {
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
  expect(ngramBuckets({ ngrams: 1, ngramBuckets: 'large' }, 2)).toBe(0)
})

test('for texts, half of the buckets are free, unless the weights would be too many', () => {
  const few = { distinct: 20_000, classes: 6 }
  expect(bucketsForTexts('auto', few)).toBe(65_536)
  expect(bucketsForTexts('large', few)).toBe(65_536)
  const many = { distinct: 600_000, classes: 28 }
  expect(bucketsForTexts('auto', many)).toBe(131_072)
  expect(bucketsForTexts('large', many)).toBe(524_288)
  expect(bucketsForTexts('auto', { distinct: 0, classes: 2 })).toBe(4096)

  const most = { auto: 2 ** 22, large: 2 ** 24 }
  fc.assert(
    fc.property(
      fc.constantFrom('auto' as const, 'large' as const),
      fc.integer({ min: 0, max: 20_000_000 }),
      fc.integer({ min: 2, max: 1000 }),
      (setting, distinct, classes) => {
        const buckets = bucketsForTexts(setting, { distinct, classes })
        // A number that the configuration may hold.
        expect(ngramBuckets({ ngrams: 2, ngramBuckets: buckets }, classes)).toBe(buckets)
        expect(Math.log2(buckets) % 1).toBe(0)
        const isEnough = buckets >= 2 * distinct
        const isFull = 2 * buckets * classes > most[setting] || buckets === 2 ** 22
        expect(isEnough || isFull).toBe(true)
        expect(buckets === 4096 || buckets * classes <= most[setting]).toBe(true)
        expect(buckets === 4096 || buckets < 4 * distinct).toBe(true)
      },
    ),
  )
})
