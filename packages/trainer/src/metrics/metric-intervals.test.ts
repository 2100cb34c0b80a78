import { type AnswerRule, randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import { packRowLabels, selectRowLabels } from '../row-labels.ts'
import { metricIntervals } from './metric-intervals.ts'
import { metricsOf } from './metrics-of.ts'
import { randomAnswers } from './testing/random-answers.ts'

const LABELS = ['a', 'b', 'c', 'd', 'e']
const classes = LABELS.length
const FIGURES = ['accuracy', 'macroF1', 'microF1', 'loss'] as const
const RULES: readonly AnswerRule[] = [
  { head: 'single' },
  { head: 'ordinal' },
  { head: 'multi', thresholds: [0.3, 0.1, 0.5, 0.2, 0.4] },
]

/** Rows as the head has them: one label each, or none, one or two. */
function rowsOf(seed: number | string, rows: number, { head }: AnswerRule) {
  const { probabilities, truth } = randomAnswers(seed, { rows, classes })
  const several = Array.from(truth, (label, row) => [label, (label + row) % classes].slice(0, row % 3))
  return {
    probabilities,
    truth:
      head === 'multi'
        ? packRowLabels(several.map((labels) => [...new Set(labels)]))
        : { labels: truth, size: rows },
  }
}

test.each(RULES)('for head $head the figures of a resample are those of metricsOf on its rows', (rule) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const rows = 23
    const { probabilities, truth } = rowsOf(seed, rows, rule)
    // Of one resample the interval is a point.
    const intervals = metricIntervals(probabilities, truth, {
      ...{ classes, rule, random: randomGenerator(seed), resamples: 1 },
    })
    const random = randomGenerator(seed)
    const drawn = Array.from({ length: rows }, () => random.integer(rows))
    const drawnProbabilities = Float32Array.from(
      drawn.flatMap((row) => [...probabilities.subarray(row * classes, (row + 1) * classes)]),
    )
    const metrics = metricsOf(drawnProbabilities, selectRowLabels(truth, drawn), LABELS, rule)
    for (const name of FIGURES) {
      expect(intervals[name].low).toBeCloseTo(metrics[name], 12)
      expect(intervals[name].high).toBe(intervals[name].low)
    }
  }
})

test.each(RULES)('for head $head the intervals hold the figures of all rows', (rule) => {
  const { probabilities, truth } = rowsOf('hold', 300, rule)
  const metrics = metricsOf(probabilities, truth, LABELS, rule)
  const intervals = metricIntervals(probabilities, truth, { classes, rule, random: randomGenerator(1) })
  for (const name of FIGURES) {
    expect(intervals[name].low).toBeLessThan(metrics[name])
    expect(intervals[name].high).toBeGreaterThan(metrics[name])
  }
})

test('withheld answers count as answered, as they do in the figures', () => {
  const { probabilities, truth } = randomAnswers('withheld', { rows: 100, classes })
  const intervalsFor = (rule: AnswerRule) =>
    metricIntervals(
      probabilities,
      { labels: truth, size: truth.length },
      {
        ...{ classes, rule, random: randomGenerator(1), resamples: 20 },
      },
    )
  expect(intervalsFor({ head: 'single', unknownBelow: 0.9 })).toEqual(intervalsFor({ head: 'single' }))
})

test('rows without labels that get none have an F1 of 0, as metricsOf says', () => {
  const { macroF1, microF1, accuracy } = metricIntervals(new Float32Array(10), packRowLabels([[], []]), {
    ...{ classes, rule: { head: 'multi' }, random: randomGenerator(1), resamples: 5 },
  })
  expect([macroF1, microF1, accuracy]).toEqual([
    { low: 0, high: 0 },
    { low: 0, high: 0 },
    { low: 1, high: 1 },
  ])
})
