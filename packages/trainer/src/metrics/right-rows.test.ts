import type { AnswerRule } from '@textgate/core'
import { expect, test } from 'vitest'
import { packRowLabels } from '../row-labels.ts'
import { metricsOf } from './metrics-of.ts'
import { rightRows } from './right-rows.ts'
import { randomAnswers } from './testing/random-answers.ts'

const labels = ['a', 'b', 'c', 'd']

test.each<AnswerRule>([
  { head: 'single' },
  { head: 'ordinal' },
  { head: 'multi', thresholds: [0.3, 0.4, 0.5, 0.2] },
])('for $head, the share of right rows is the accuracy', (rule) => {
  for (const seed of [1, 2, 3]) {
    const { probabilities, truth } = randomAnswers(seed, { rows: 200, classes: labels.length })
    const rows =
      rule.head === 'multi'
        ? packRowLabels([...truth].map((label, row) => (row % 3 === 0 ? [] : [label])))
        : { labels: truth, size: truth.length }
    const right = rightRows(probabilities, rows, labels.length, rule)
    const share = right.reduce((sum, one) => sum + one, 0) / right.length
    expect(share).toBeCloseTo(metricsOf(probabilities, rows, labels, rule).accuracy, 12)
    expect(share).toBeGreaterThan(0)
    expect(share).toBeLessThan(1)
  }
})

test('a row that is too unsure to be answered is not right', () => {
  const truth = { labels: Int32Array.of(0, 0), size: 2 }
  const probabilities = Float32Array.of(0.75, 0.25, 0.625, 0.375)
  expect([...rightRows(probabilities, truth, 2, { head: 'single', unknownBelow: 0.7 })]).toEqual([1, 0])
})
