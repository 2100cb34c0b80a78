import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answeredMetrics } from './answered-metrics.ts'
import { chooseUnknown } from './choose-unknown.ts'

const rows = fc.array(fc.tuple(fc.integer({ min: 11, max: 20 }), fc.nat(1)), { minLength: 1, maxLength: 40 })
const wanted = fc.double({ min: 0.01, max: 0.99, noNaN: true })

function unpack(list: readonly (readonly [number, number])[]) {
  return {
    probabilities: Float32Array.from(list.flatMap(([n]) => [1 - n / 20, n / 20])),
    truth: Int32Array.from(list, ([, label]) => label),
  }
}

test('the smallest threshold with the wanted precision is found, or the best precision that there is', () => {
  fc.assert(
    fc.property(rows, wanted, (list, precision) => {
      const { probabilities, truth } = unpack(list)
      const choice = chooseUnknown(probabilities, truth, 2, precision)
      const every = Array.from({ length: 201 }, (_, i) => i / 200)
        .map((from) => answeredMetrics(probabilities, truth, 2, from))
        .filter(({ coverage }) => coverage > 0)
      if (choice.below === null) {
        const best = Math.max(...every.map((one) => one.precision))
        expect(best).toBeLessThan(precision)
        expect(choice.precision).toBe(best)
        return
      }
      const own = answeredMetrics(probabilities, truth, 2, choice.below)
      expect(choice).toMatchObject({ coverage: own.coverage, precision: own.precision })
      expect(own.precision).toBeGreaterThanOrEqual(precision)
      for (const other of every) {
        if (other.coverage > own.coverage) expect(other.precision).toBeLessThan(precision)
      }
    }),
  )
})

test('where all rows together are right often enough, every text is answered', () => {
  const { probabilities, truth } = unpack([
    [15, 1],
    [12, 1],
    [18, 0],
  ])
  expect(chooseUnknown(probabilities, truth, 2, 0.6)).toEqual({
    ...{ below: 0, wantedPrecision: 0.6, coverage: 1, precision: 2 / 3 },
  })
})

test('a threshold lies between two probabilities, so that rounding of either changes no answer', () => {
  const { probabilities, truth } = unpack([
    [18, 1],
    [14, 0],
  ])
  expect(chooseUnknown(probabilities, truth, 2, 0.9).below).toBeCloseTo(0.8, 6)
})

test('a threshold that no row reaches answers none, and none of those rightly', () => {
  const { probabilities, truth } = unpack([[18, 1]])
  expect(answeredMetrics(probabilities, truth, 2, 0.99)).toEqual({ from: 0.99, coverage: 0, precision: 0 })
})
