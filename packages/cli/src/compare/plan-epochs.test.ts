import fc from 'fast-check'
import { expect, test } from 'vitest'
import { epochsWithin } from './plan-epochs.ts'

const positive = (max: number) => fc.double({ min: 0.001, max, noNaN: true })

test('the planned epochs leave a twentieth of the time free, and one more would not', () => {
  fc.assert(
    fc.property(positive(10_000), positive(100), positive(1000), (seconds, around, epoch) => {
      const epochs = epochsWithin(seconds, around, epoch)
      const tolerance = 1e-9 * seconds
      expect(around + (epochs + 1) * epoch).toBeGreaterThan(0.95 * seconds - tolerance)
      if (epochs > 1) expect(around + epochs * epoch).toBeLessThanOrEqual(0.95 * seconds + tolerance)
    }),
  )
})

test('one epoch is planned where it fits barely, since its trial did', () => {
  expect(epochsWithin(10, 0.5, 9.2)).toBe(1)
  expect(epochsWithin(10, 0.5, 4.5)).toBe(2)
})
