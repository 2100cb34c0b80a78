import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aliasTable } from './alias-table.ts'

test('numbers are drawn as often as their weights say, and those of weight 0 never', () => {
  const weight = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 100, noNaN: true }))
  fc.assert(
    fc.property(fc.array(weight, { minLength: 1, maxLength: 12 }), fc.integer(), (weights, seed) => {
      const total = weights.reduce((sum, one) => sum + one, 0)
      fc.pre(total > 0)
      const draws = 20_000
      const draw = aliasTable(Float64Array.from(weights))
      const random = randomGenerator(seed)
      const counts = weights.map(() => 0)
      for (let i = 0; i < draws; i++) counts[draw(random)]!++
      for (const [i, one] of weights.entries()) {
        const share = one / total
        // Five standard deviations.
        expect(Math.abs(counts[i]! / draws - share)).toBeLessThanOrEqual(
          5 * Math.sqrt((share * (1 - share)) / draws),
        )
      }
    }),
    { numRuns: 40 },
  )
})

test('nothing can be drawn where no weight is above 0', () => {
  expect(() => aliasTable(new Float64Array(3))).toThrow('no weight is above 0')
  expect(() => aliasTable(new Float64Array())).toThrow(RangeError)
})
