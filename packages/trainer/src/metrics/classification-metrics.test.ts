import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classificationMetrics } from './classification-metrics.ts'

/** Probabilities that answer the given labels. */
function answering(answers: readonly number[], classes: number): Float32Array {
  return Float32Array.from({ length: answers.length * classes }, (_, i) =>
    answers[Math.floor(i / classes)] === i % classes ? 0.8 : 0.2 / (classes - 1),
  )
}

test('known values, as scikit-learn 1.5 gives them', () => {
  // y_true = [0, 1, 2, 0, 1, 2], y_pred = [0, 2, 1, 0, 0, 1]: the example of sklearn.metrics.f1_score
  const metrics = classificationMetrics(answering([0, 2, 1, 0, 0, 1], 3), Int32Array.of(0, 1, 2, 0, 1, 2), [
    'a',
    'b',
    'c',
  ])
  expect(metrics.macroF1).toBeCloseTo(0.26666, 4)
  expect(metrics.microF1).toBeCloseTo(1 / 3, 10)
  expect(metrics.accuracy).toBeCloseTo(1 / 3, 10)
  expect(metrics.perClass[0]).toEqual({ label: 'a', precision: 2 / 3, recall: 1, f1: 0.8, support: 2 })
  expect(metrics.confusion).toEqual([
    [2, 0, 0],
    [1, 0, 1],
    [0, 2, 0],
  ])
  // log_loss([0, 1], [[.9, .1], [.35, .65]]) = 0.26807...
  expect(
    classificationMetrics(Float32Array.of(0.9, 0.1, 0.35, 0.65), Int32Array.of(0, 1), ['a', 'b']).loss,
  ).toBeCloseTo((-Math.log(0.9) - Math.log(0.65)) / 2, 6)
})

test('a label that neither occurs nor is answered does not count in macro F1', () => {
  const metrics = classificationMetrics(answering([0, 1], 3), Int32Array.of(0, 1), ['a', 'b', 'c'])
  expect(metrics.macroF1).toBe(1)
  expect(metrics.perClass[2]).toEqual({ label: 'c', precision: 0, recall: 0, f1: 0, support: 0 })
})

test('of equal probabilities the first label answers', () => {
  expect(classificationMetrics(Float32Array.of(0.5, 0.5), Int32Array.of(0), ['a', 'b']).accuracy).toBe(1)
})

test('a sure and wrong answer costs a finite loss', () => {
  const { loss } = classificationMetrics(Float32Array.of(1, 0), Int32Array.of(1), ['a', 'b'])
  expect(loss).toBeCloseTo(126 * Math.LN2, 6)
})

test('all figures agree with their definitions, row by row', () => {
  const rows = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(rows, (pairs) => {
      const labels = ['a', 'b', 'c', 'd']
      const truth = Int32Array.from(pairs, ([label]) => label)
      const metrics = classificationMetrics(
        answering(
          pairs.map(([, answer]) => answer),
          4,
        ),
        truth,
        labels,
      )
      const count = (keep: (label: number, answer: number) => boolean) =>
        pairs.filter(([l, a]) => keep(l, a)).length
      const scores = labels.map((_, c) => {
        const right = count((l, a) => l === c && a === c)
        const precision =
          right /
          Math.max(
            1,
            count((_l, a) => a === c),
          )
        const recall =
          right /
          Math.max(
            1,
            count((l) => l === c),
          )
        return {
          precision,
          recall,
          f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
        }
      })
      metrics.perClass.forEach((figures, c) => {
        expect(figures.precision).toBeCloseTo(scores[c]!.precision, 12)
        expect(figures.recall).toBeCloseTo(scores[c]!.recall, 12)
        expect(figures.f1).toBeCloseTo(scores[c]!.f1, 12)
      })
      const seen = scores.filter((_, c) => count((l, a) => l === c || a === c) > 0)
      expect(metrics.macroF1).toBeCloseTo(seen.reduce((sum, { f1 }) => sum + f1, 0) / seen.length, 12)
      expect(metrics.accuracy).toBeCloseTo(count((l, a) => l === a) / pairs.length, 12)
      expect(metrics.confusion.flat().reduce((sum, n) => sum + n, 0)).toBe(pairs.length)
    }),
  )
})

test.each([
  ['no rows', new Float32Array(0), new Int32Array(0)],
  ['probabilities for 1 row', new Float32Array(2), Int32Array.of(0, 1)],
  ['row 0 has label 5', new Float32Array(2), Int32Array.of(5)],
])('refuses %s', (_, probabilities, truth) => {
  expect(() => classificationMetrics(probabilities, truth, ['a', 'b'])).toThrow(RangeError)
})
