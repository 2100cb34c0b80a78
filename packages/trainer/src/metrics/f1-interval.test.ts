import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bootstrapIntervals } from './bootstrap-intervals.ts'
import { f1Of } from './class-metrics.ts'
import { f1Interval } from './f1-interval.ts'

const counts = fc
  .tuple(fc.nat(500), fc.nat(500), fc.nat(500))
  .map(([right, missed, wrong]) => ({ right, answered: right + wrong, support: right + missed }))

test('holds the score, within 0 and 1, and has a width', () => {
  fc.assert(
    fc.property(counts, (own) => {
      const { low, high } = f1Interval(own)
      const score = f1Of(own)
      expect(low).toBeLessThanOrEqual(score + 1e-12)
      expect(high).toBeGreaterThanOrEqual(score - 1e-12)
      expect(low).toBeGreaterThanOrEqual(0)
      expect(high).toBeLessThanOrEqual(1)
      expect(high - low).toBeGreaterThan(0)
    }),
  )
})

test('of many independent decisions it is the one of the bootstrap', () => {
  const random = randomGenerator('f1')
  const decisions = Array.from({ length: 3000 }, () => {
    const holds = random.next() < 0.4
    return { holds, answered: random.next() < (holds ? 0.8 : 0.1) }
  })
  const of = (rows: ArrayLike<number>) => {
    const own = Array.from(rows, (row) => decisions[row]!)
    return {
      right: own.filter(({ holds, answered }) => holds && answered).length,
      answered: own.filter(({ answered }) => answered).length,
      support: own.filter(({ holds }) => holds).length,
    }
  }
  const { low, high } = f1Interval(of([...decisions.keys()]))
  const [drawn] = bootstrapIntervals(decisions.length, (rows) => [f1Of(of(rows))], { random, resamples: 500 })
  expect(Math.abs(low - drawn!.low)).toBeLessThan((high - low) / 5)
  expect(Math.abs(high - drawn!.high)).toBeLessThan((high - low) / 5)
})

test('of nothing nothing is known', () => {
  expect(f1Interval({ right: 0, answered: 0, support: 0 })).toEqual({ low: 0, high: 1 })
})
