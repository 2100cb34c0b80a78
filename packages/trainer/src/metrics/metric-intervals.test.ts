import { randomGenerator } from '@textgate/core'
import { expect, test } from 'vitest'
import { classificationMetrics } from './classification-metrics.ts'
import { metricIntervals } from './metric-intervals.ts'
import { randomAnswers } from './testing/random-answers.ts'

test('the figures of a resample are those of classificationMetrics on its rows', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const classes = 5
    const { probabilities, truth, rows } = randomAnswers(seed, { rows: 23, classes })
    // Of one resample the interval is a point.
    const intervals = metricIntervals(probabilities, truth, classes, {
      random: randomGenerator(seed),
      resamples: 1,
    })
    const random = randomGenerator(seed)
    const drawn = Array.from({ length: rows }, () => random.integer(rows))
    const metrics = classificationMetrics(
      Float32Array.from(
        drawn.flatMap((row) => [...probabilities.subarray(row * classes, (row + 1) * classes)]),
      ),
      Int32Array.from(drawn, (row) => truth[row] as number),
      ['a', 'b', 'c', 'd', 'e'],
    )
    for (const name of ['accuracy', 'macroF1', 'loss'] as const) {
      expect(intervals[name].low).toBeCloseTo(metrics[name], 12)
      expect(intervals[name].high).toBe(intervals[name].low)
    }
  }
})

test('the intervals hold the figures of all rows', () => {
  const { probabilities, truth } = randomAnswers('hold', { rows: 300, classes: 4 })
  const metrics = classificationMetrics(probabilities, truth, ['a', 'b', 'c', 'd'])
  const intervals = metricIntervals(probabilities, truth, 4, { random: randomGenerator(1) })
  for (const name of ['accuracy', 'macroF1', 'loss'] as const) {
    expect(intervals[name].low).toBeLessThan(metrics[name])
    expect(intervals[name].high).toBeGreaterThan(metrics[name])
  }
})
