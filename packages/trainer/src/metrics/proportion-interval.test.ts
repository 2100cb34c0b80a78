import fc from 'fast-check'
import { expect, test } from 'vitest'
import { proportionInterval } from './proportion-interval.ts'

test('at both ends the share lies 1.96 standard errors of that end away, which defines the interval', () => {
  const shares = fc.integer({ min: 1, max: 500 }).chain((rows) => fc.tuple(fc.nat(rows), fc.constant(rows)))
  fc.assert(
    fc.property(shares, ([hits, rows]) => {
      const { low, high } = proportionInterval(hits, rows)
      expect(low).toBeLessThan(high)
      for (const end of [low, high]) {
        const errors = 1.959964 * Math.sqrt((end * (1 - end)) / rows)
        expect(Math.abs(hits / rows - end)).toBeCloseTo(errors, 5)
      }
    }),
  )
})

test('8 of 10 lie between 49 and 94 %, and of no rows nothing is known', () => {
  const { low, high } = proportionInterval(8, 10)
  expect(low).toBeCloseTo(0.4902, 4)
  expect(high).toBeCloseTo(0.9433, 4)
  expect(proportionInterval(0, 0)).toEqual({ low: 0, high: 1 })
})
