import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ordinalMetrics } from './ordinal-metrics.ts'

const GRADES = ['1', '2', '3', '4']

function metricsOfPairs(pairs: readonly (readonly [number, number])[]) {
  const probabilities = Float32Array.from({ length: pairs.length * 4 }, (_, i) =>
    pairs[Math.floor(i / 4)]![1] === i % 4 ? 1 : 0,
  )
  return ordinalMetrics(
    probabilities,
    Int32Array.from(pairs, ([truth]) => truth),
    GRADES,
  )
}

const pairs = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 2, maxLength: 40 })

test('the error is the mean distance, and kappa compares squared distances with those of all pairings', () => {
  fc.assert(
    fc.property(pairs, (rows) => {
      const { meanAbsoluteError, quadraticKappa } = metricsOfPairs(rows)
      const mean = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length
      expect(meanAbsoluteError).toBeCloseTo(mean(rows.map(([truth, answer]) => Math.abs(truth - answer))), 12)
      const observed = mean(rows.map(([truth, answer]) => (truth - answer) ** 2))
      const chance = mean(rows.flatMap(([truth]) => rows.map(([, answer]) => (truth - answer) ** 2)))
      expect(quadraticKappa).toBeCloseTo(chance === 0 ? 0 : 1 - observed / chance, 10)
    }),
  )
})

test('known values, as scikit-learn 1.9 gives them', () => {
  // cohen_kappa_score([0,1,2,3,3,0], [0,2,2,3,1,1], weights='quadratic')
  const { quadraticKappa, accuracy } = metricsOfPairs([
    [0, 0],
    [1, 2],
    [2, 2],
    [3, 3],
    [3, 1],
    [0, 1],
  ])
  expect(quadraticKappa).toBeCloseTo(0.6, 12)
  expect(accuracy).toBe(0.5)
})

test('where truth and answers are all one grade, no agreement beyond chance can be told', () => {
  expect(metricsOfPairs([[2, 2]])).toMatchObject({ quadraticKappa: 0, meanAbsoluteError: 0 })
})
