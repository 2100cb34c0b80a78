import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ticks } from './ticks.ts'

test('ticks enclose the values at equal, round steps', () => {
  const ranges = fc.tuple(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  )
  fc.assert(
    fc.property(ranges, fc.integer({ min: 1, max: 8 }), ([low, span], about) => {
      const high = low + span
      const values = ticks(low, high, about)
      const step = values[1]! - values[0]!
      expect(values[0]).toBeLessThanOrEqual(low + step * 1e-6)
      expect(values.at(-1)).toBeGreaterThanOrEqual(high - step * 1e-6)
      expect(values.length).toBeLessThanOrEqual(about + 3)
      values.forEach((value, i) => {
        if (i > 0) expect(value - values[i - 1]!).toBeCloseTo(step, 4)
      })
    }),
  )
})

test('shares have the ticks that one would write', () => {
  expect(ticks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  expect(ticks(0.62, 0.91)).toEqual([0.6, 0.7, 0.8, 0.9, 1])
})

test('one value alone has an axis too', () => {
  const values = ticks(0.5, 0.5)
  expect(values.length).toBeGreaterThan(1)
})
