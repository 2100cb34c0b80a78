import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packRowLabels } from '../row-labels.ts'
import { multiLabelMetrics } from './multi-label-metrics.ts'

const LABELS = ['a', 'b', 'c']
const row = fc.record({
  truth: fc.uniqueArray(fc.nat(2)),
  probabilities: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0.01, max: 0.99, noNaN: true }))),
})
const cuts = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0, max: 1, noNaN: true })))

test('all figures agree with their definitions, decision by decision', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), cuts, (rows, thresholds) => {
      const probabilities = Float32Array.from(rows.flatMap((one) => one.probabilities))
      const truth = packRowLabels(rows.map((one) => one.truth))
      const metrics = multiLabelMetrics(probabilities, truth, LABELS, thresholds)
      const decisions = rows.flatMap((one, r) =>
        LABELS.map((_, c) => ({
          r,
          c,
          holds: one.truth.includes(c),
          answered: probabilities[r * 3 + c]! >= thresholds[c]!,
          probability: probabilities[r * 3 + c]!,
        })),
      )
      const f1 = (some: typeof decisions) => {
        const right = some.filter(({ holds, answered }) => holds && answered).length
        const all = some.reduce((sum, { holds, answered }) => sum + Number(holds) + Number(answered), 0)
        return right === 0 ? 0 : (2 * right) / all
      }
      expect(metrics.microF1).toBeCloseTo(f1(decisions), 12)
      const wrong = decisions.filter(({ holds, answered }) => holds !== answered)
      expect(metrics.hammingLoss).toBeCloseTo(wrong.length / decisions.length, 12)
      const wrongRows = new Set(wrong.map(({ r }) => r)).size
      expect(metrics.accuracy).toBeCloseTo(1 - wrongRows / rows.length, 12)
      const perClass = LABELS.map((_, c) => decisions.filter((decision) => decision.c === c))
      perClass.forEach((some, c) => {
        expect(metrics.perClass[c]!.f1).toBeCloseTo(f1(some), 12)
        expect(metrics.perClass[c]!.support).toBe(some.filter(({ holds }) => holds).length)
      })
      const seen = perClass.filter((some) => some.some(({ holds, answered }) => holds || answered))
      const mean = seen.reduce((sum, some) => sum + f1(some), 0) / Math.max(1, seen.length)
      expect(metrics.macroF1).toBeCloseTo(mean, 12)
      const loss = decisions.reduce(
        (sum, { holds, probability }) => sum - Math.log(holds ? probability : 1 - probability),
        0,
      )
      expect(metrics.loss).toBeCloseTo(loss / rows.length, 6)
      expect(metrics.confusion).toEqual([])
    }),
  )
})

test('known values, as scikit-learn 1.9 gives them', () => {
  // y_true = [[1,0,1],[0,1,0],[0,0,0],[1,1,0]], y_pred = [[1,0,0],[0,1,0],[0,1,0],[1,1,0]]
  const answered = [1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0]
  const probabilities = Float32Array.from(answered, (yes) => (yes ? 0.75 : 0.25))
  const truth = packRowLabels([[0, 2], [1], [], [0, 1]])
  const metrics = multiLabelMetrics(probabilities, truth, LABELS)
  expect(metrics).toMatchObject({ accuracy: 0.5, microF1: 0.8, macroF1: 0.6 })
  expect(metrics.hammingLoss).toBeCloseTo(1 / 6, 12)
})

test('a sure and wrong yes or no costs a finite loss', () => {
  const { loss } = multiLabelMetrics(Float32Array.of(1, 0), packRowLabels([[1]]), ['a', 'b'])
  expect(loss).toBeCloseTo((25 + 126) * Math.LN2, 6)
})

test('rows without labels that get none are exactly right, and there is no F1 to be had', () => {
  const metrics = multiLabelMetrics(Float32Array.of(0.1, 0.1), packRowLabels([[]]), ['a', 'b'])
  expect(metrics).toMatchObject({ accuracy: 1, microF1: 0, macroF1: 0, hammingLoss: 0 })
})

test.each([
  ['no rows', 0, []],
  ['probabilities for 1 row', 3, [[0]]],
])('refuses %s', (reason, count, rows) => {
  expect(() => multiLabelMetrics(new Float32Array(count), packRowLabels(rows), ['a', 'b'])).toThrow(reason)
})
