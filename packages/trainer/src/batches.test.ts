import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchOf, epochBatches, sortedBatches } from './batches.ts'

const lengthsOf = fc
  .array(fc.nat(40), { minLength: 1, maxLength: 700 })
  .map((lengths) => Int32Array.from(lengths))

test('every row appears exactly once an epoch, in batches of the wanted size at most', () => {
  fc.assert(
    fc.property(lengthsOf, fc.integer({ min: 1, max: 9 }), fc.nat(), (lengths, batchSize, seed) => {
      for (const batches of [
        epochBatches(lengths, batchSize, randomGenerator(seed)),
        sortedBatches(lengths, batchSize),
      ]) {
        const rows = batches.flatMap((batch) => [...batch]).sort((a, b) => a - b)
        expect(rows).toEqual([...lengths.keys()])
        expect(batches.length).toBe(Math.ceil(lengths.length / batchSize))
        for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(batchSize)
      }
    }),
  )
})

test('an epoch repeats by its seed and differs between seeds', () => {
  const lengths = Int32Array.from({ length: 500 }, (_, row) => row % 17)
  const rows = (seed: string) =>
    epochBatches(lengths, 8, randomGenerator(seed))
      .map((batch) => batch.join())
      .join(';')
  expect(rows('1/epoch 1')).toBe(rows('1/epoch 1'))
  expect(rows('1/epoch 1')).not.toBe(rows('1/epoch 2'))
})

test('batches hold rows of like length, but come in no order of length', () => {
  const random = randomGenerator(5)
  const lengths = Int32Array.from({ length: 6400 }, () => random.integer(400))
  const batches = epochBatches(lengths, 32, random)
  const longest = batches.map((batch) => Math.max(...Array.from(batch, (row) => lengths[row] as number)))
  const padded = batches.reduce((sum, batch, i) => sum + batch.length * (longest[i] as number), 0)
  const real = lengths.reduce((sum, length) => sum + length, 0)
  expect(padded / real).toBeLessThan(1.1)
  const rising = longest.filter((length, i) => i > 0 && length > (longest[i - 1] as number)).length
  expect(rising / longest.length).toBeGreaterThan(0.35)
  expect(rising / longest.length).toBeLessThan(0.65)
})

test('rows of a file sorted by class are mixed in every batch', () => {
  const lengths = new Int32Array(3200).fill(7)
  for (const batch of epochBatches(lengths, 32, randomGenerator(1))) {
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
