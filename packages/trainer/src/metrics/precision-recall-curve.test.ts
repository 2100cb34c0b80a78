import fc from 'fast-check'
import { expect, test } from 'vitest'
import { precisionRecallCurve } from './precision-recall-curve.ts'

/** Few different scores, so that many rows share one. */
const scoredRows = fc.array(
  fc.record({ score: fc.integer({ min: 0, max: 8 }).map((n) => Math.fround(n / 8)), positive: fc.boolean() }),
  { minLength: 1, maxLength: 40 },
)

test('every point is what counting at its threshold gives, for all different scores', () => {
  fc.assert(
    fc.property(scoredRows, (rows) => {
      const { thresholds, precision, recall, averagePrecision } = precisionRecallCurve(
        Float32Array.from(rows, ({ score }) => score),
        Uint8Array.from(rows, ({ positive }) => Number(positive)),
      )
      const different = [...new Set(rows.map(({ score }) => score))].sort((a, b) => b - a)
      expect([...thresholds]).toEqual(different)
      const all = rows.filter(({ positive }) => positive).length
      let area = 0
      different.forEach((threshold, i) => {
        const answered = rows.filter(({ score }) => score >= threshold)
        const hits = answered.filter(({ positive }) => positive).length
        expect(precision[i]).toBe(hits / answered.length)
        expect(recall[i]).toBe(all === 0 ? 0 : hits / all)
        area += (recall[i]! - (recall[i - 1] ?? 0)) * precision[i]!
      })
      expect(averagePrecision).toBeCloseTo(area, 12)
    }),
  )
})

test('scores that tell the label apart have an average precision of 1, a label without rows has 0', () => {
  const scores = Float32Array.of(0.9, 0.2, 0.7, 0.4)
  expect(precisionRecallCurve(scores, Uint8Array.of(1, 0, 1, 0)).averagePrecision).toBe(1)
  expect(precisionRecallCurve(scores, Uint8Array.of(0, 0, 0, 0)).averagePrecision).toBe(0)
})
