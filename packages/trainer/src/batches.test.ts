import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchesPerEpoch, batchOf, epochBatches, hasSmallerBatches, sortedBatches } from './batches.ts'

const lengthsOf = fc
  .array(fc.nat(40), { minLength: 1, maxLength: 700 })
  .map((lengths) => Int32Array.from(lengths))

const ROOMY = { batchSize: 32, batchTokens: 1e9 }
const longestOf = (rows: Iterable<number>, lengths: Int32Array): number =>
  Math.max(...Array.from(rows, (row) => lengths[row] as number))

const limitsOf = fc.record({
  batchSize: fc.integer({ min: 1, max: 40 }),
  batchTokens: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constant(1e9)),
  tokensRead: fc.constantFrom(
    (length: number) => length,
    (length: number) => 8 * Math.ceil(length / 5),
  ),
})

test('every row appears exactly once, in batches that keep both limits or hold one row', () => {
  fc.assert(
    fc.property(lengthsOf, limitsOf, fc.nat(), (lengths, limits, seed) => {
      for (const batches of [
        epochBatches(lengths, limits, randomGenerator(seed)),
        sortedBatches(lengths, limits),
      ]) {
        const rows = batches.flatMap((batch) => [...batch]).sort((a, b) => a - b)
        expect(rows).toEqual([...lengths.keys()])
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(limits.batchSize)
          if (batch.length > 1)
            expect(batch.length * limits.tokensRead(longestOf(batch, lengths))).toBeLessThanOrEqual(
              limits.batchTokens,
            )
        }
      }
    }),
  )
})

test('every epoch has equally many batches, however its rows are shuffled', () => {
  fc.assert(
    fc.property(lengthsOf, limitsOf, fc.nat(), (lengths, limits, seed) => {
      expect(epochBatches(lengths, limits, randomGenerator(seed)).length).toBe(
        batchesPerEpoch(lengths, limits),
      )
    }),
  )
})

test('without texts that are too long, all batches but one are full', () => {
  fc.assert(
    fc.property(lengthsOf, fc.integer({ min: 1, max: 9 }), fc.nat(), (lengths, batchSize, seed) => {
      const limits = { batchSize, batchTokens: 40 * batchSize }
      expect(hasSmallerBatches(lengths, limits)).toBe(false)
      const wanted = Math.ceil(lengths.length / batchSize)
      expect(epochBatches(lengths, limits, randomGenerator(seed)).length).toBe(wanted)
      expect(sortedBatches(lengths, limits).length).toBe(wanted)
    }),
  )
})

test('a batch of long texts has a half, a quarter, … of the rows; a longer one than the budget stands alone', () => {
  const lengths = Int32Array.from({ length: 160 }, (_, row) => [10, 20, 40, 81, 1000][row % 5] as number)
  const limits = { batchSize: 16, batchTokens: 320 }
  expect(hasSmallerBatches(lengths, limits)).toBe(true)
  const batches = epochBatches(lengths, limits, randomGenerator(1))
  const sizes = new Map(batches.map((batch) => [longestOf(batch, lengths), batch.length]))
  expect([...sizes].sort(([a], [b]) => a - b)).toEqual([
    [10, 16],
    [20, 16],
    [40, 8],
    [81, 2],
    [1000, 1],
  ])
})

test('an evaluation batch ends only where the next row would exceed a limit', () => {
  fc.assert(
    fc.property(lengthsOf, limitsOf, (lengths, limits) => {
      const batches = sortedBatches(lengths, limits)
      for (const [i, batch] of batches.slice(0, -1).entries()) {
        const withNext = [...batch, batches[i + 1]![0]!]
        const isWithin =
          withNext.length <= limits.batchSize &&
          withNext.length * limits.tokensRead(longestOf(withNext, lengths)) <= limits.batchTokens
        expect(isWithin).toBe(false)
      }
    }),
  )
})

test('an epoch repeats by its seed and differs between seeds', () => {
  const lengths = Int32Array.from({ length: 500 }, (_, row) => row % 17)
  const rows = (seed: string) =>
    epochBatches(lengths, { batchSize: 8, batchTokens: 100 }, randomGenerator(seed))
      .map((batch) => batch.join())
      .join(';')
  expect(rows('1/epoch 1')).toBe(rows('1/epoch 1'))
  expect(rows('1/epoch 1')).not.toBe(rows('1/epoch 2'))
})

test('batches hold rows of like length, but come in no order of length', () => {
  const random = randomGenerator(5)
  const lengths = Int32Array.from({ length: 6400 }, () => random.integer(400))
  const batches = epochBatches(lengths, ROOMY, random)
  const longest = batches.map((batch) => longestOf(batch, lengths))
  const padded = batches.reduce((sum, batch, i) => sum + batch.length * (longest[i] as number), 0)
  const real = lengths.reduce((sum, length) => sum + length, 0)
  expect(padded / real).toBeLessThan(1.1)
  const rising = longest.filter((length, i) => i > 0 && length > (longest[i - 1] as number)).length
  expect(rising / longest.length).toBeGreaterThan(0.35)
  expect(rising / longest.length).toBeLessThan(0.65)
})

test('rows of a file sorted by class are mixed in every batch', () => {
  const lengths = new Int32Array(3200).fill(7)
  for (const batch of epochBatches(lengths, ROOMY, randomGenerator(1))) {
    const ofFirstClass = batch.filter((row) => row < 1600).length
    expect(ofFirstClass).toBeGreaterThan(2)
    expect(ofFirstClass).toBeLessThan(30)
  }
})

test('a batch holds the ids of its rows, empty ones too', () => {
  const examples = {
    ids: Int32Array.of(5, 6, 7, 8),
    offsets: Int32Array.of(0, 1, 1, 4),
    labels: Int32Array.of(0, 1, 0),
    size: 3,
  }
  expect(batchOf(examples, Int32Array.of(2, 1, 0))).toEqual({
    ids: Int32Array.of(6, 7, 8, 0, 0, 0, 5, 0, 0),
    lengths: Int32Array.of(3, 0, 1),
    size: 3,
    length: 3,
  })
})
