import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packRowLabels } from '../row-labels.ts'
import { calibrationError } from './calibration-error.ts'

/** The definition, bin by bin: Σ |bin| / n · |accuracy − confidence|. */
function byDefinition(answers: readonly { confidence: number; right: boolean }[]): number {
  let error = 0
  for (let bin = 0; bin < 15; bin++) {
    const inside = answers.filter(({ confidence }) => confidence > bin / 15 && confidence <= (bin + 1) / 15)
    if (inside.length === 0) continue
    const accuracy = inside.filter(({ right }) => right).length / inside.length
    const confidence = inside.reduce((sum, answer) => sum + answer.confidence, 0) / inside.length
    error += (inside.length / answers.length) * Math.abs(accuracy - confidence)
  }
  return error
}

// 7 and 15 have no common divisor: no confidence lies on the edge of a bin, where rounding decides.
const sevenths = fc.integer({ min: 4, max: 6 }).map((n) => n / 7)

test('of one label a row, the most probable label is the answer', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(sevenths, fc.nat(1)), { minLength: 1, maxLength: 50 }), (rows) => {
      const probabilities = Float32Array.from(rows.flatMap(([p]) => [1 - p, p]))
      const truth = { labels: Int32Array.from(rows, ([, label]) => label), size: rows.length }
      const answers = rows.map(([confidence, label]) => ({ confidence, right: label === 1 }))
      expect(calibrationError(probabilities, truth, 2, 'single')).toBeCloseTo(byDefinition(answers), 6)
    }),
  )
})

test('of any number of labels a row, each pair of a row and a label is an answer', () => {
  const pair = fc.record({
    confidence: fc.integer({ min: 1, max: 6 }).map((n) => n / 7),
    right: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(fc.tuple(pair, pair), { minLength: 1, maxLength: 30 }), (rows) => {
      const probabilities = Float32Array.from(rows.flat(), ({ confidence }) => confidence)
      const truth = packRowLabels(rows.map((row) => [0, 1].filter((c) => row[c]!.right)))
      expect(calibrationError(probabilities, truth, 2, 'multi')).toBeCloseTo(byDefinition(rows.flat()), 6)
    }),
  )
})

test('answers as sure as they are right have next to none, and sure wrong ones all of it', () => {
  const random = randomGenerator('calibrated')
  const confidences = Array.from({ length: 20_000 }, () => 0.5 + random.next() / 2)
  const probabilities = Float32Array.from(confidences.flatMap((p) => [1 - p, p]))
  const drawn = Int32Array.from(confidences, (p) => Number(random.next() < p))
  expect(calibrationError(probabilities, { labels: drawn, size: drawn.length }, 2, 'single')).toBeLessThan(
    0.02,
  )
  const wrong = { labels: Int32Array.of(1, 1), size: 2 }
  expect(calibrationError(Float32Array.of(1, 0, 1, 0), wrong, 2, 'ordinal')).toBe(1)
})
