import { randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import { bootstrapIntervals } from './bootstrap-intervals.ts'

const share =
  (hits: ArrayLike<number>) =>
  (rows: Int32Array): number[] => [rows.reduce((sum, row) => sum + (hits[row] as number), 0) / rows.length]

test('the same generator gives the same intervals, another gives others', () => {
  const hits = Array.from({ length: 50 }, (_, row) => row % 3)
  const of = (seed: number) => bootstrapIntervals(50, share(hits), { random: randomGenerator(seed) })
  expect(of(1)).toEqual(of(1))
  expect(of(1)).not.toEqual(of(2))
})

test('of many rows, the interval of a share is the one of the normal distribution', () => {
  const rows = 4000
  const hits = Uint8Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? 1 : 0))
  const [interval] = bootstrapIntervals(rows, share(hits), { random: randomGenerator(3), resamples: 2000 })
  const spread = 1.96 * Math.sqrt((0.2 * 0.8) / rows)
  expect(Math.abs(interval!.low - (0.2 - spread))).toBeLessThan(spread / 8)
  expect(Math.abs(interval!.high - (0.2 + spread))).toBeLessThan(spread / 8)
})

test('intervals of 90 % hold the true share some 90 times of 100', () => {
  const random = randomGenerator('coverage')
  const trials = 400
  let held = 0
  for (let trial = 0; trial < trials; trial++) {
    const hits = Uint8Array.from({ length: 100 }, () => (random.next() < 0.7 ? 1 : 0))
    const [interval] = bootstrapIntervals(100, share(hits), { random, resamples: 200, level: 0.9 })
    if (interval!.low <= 0.7 && interval!.high >= 0.7) held++
  }
  expect(held / trials).toBeGreaterThan(0.84)
  expect(held / trials).toBeLessThan(0.95)
})

test('every resample has as many rows as there are, and draws them with replacement', () => {
  const seen: number[][] = []
  bootstrapIntervals(
    20,
    (rows) => {
      seen.push([...rows])
      return [0]
    },
    { random: randomGenerator(1), resamples: 30 },
  )
  expect(seen).toHaveLength(30)
  for (const rows of seen) {
    expect(rows).toHaveLength(20)
    expect(new Set(rows).size).toBeLessThan(20)
    for (const row of rows) expect(row >= 0 && row < 20).toBe(true)
  }
})

test('no rows are refused', () => {
  expect(() => bootstrapIntervals(0, () => [], { random: randomGenerator(1) })).toThrow(RangeError)
})
