import { answersOf } from './answers-of.ts'
import { type BootstrapOptions, bootstrapIntervals } from './bootstrap-intervals.ts'
import type { Interval } from './interval.ts'
import { rowLosses } from './row-losses.ts'

/** Intervals of the figures of `classificationMetrics` that have the same names. */
export interface MetricIntervals {
  readonly accuracy: Interval
  readonly macroF1: Interval
  readonly loss: Interval
}

/**
 * Bootstrap intervals of accuracy, macro F1 and loss; see `bootstrapIntervals`. In a resample, too, macro F1 leaves out
 * labels that neither occur nor are answered.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @param truth - label index of each row, int32, shape [rows]
 * @throws RangeError when there are no rows
 */
export function metricIntervals(
  probabilities: Float32Array,
  truth: Int32Array,
  classes: number,
  options: BootstrapOptions,
): MetricIntervals {
  const answers = answersOf(probabilities, classes)
  const losses = rowLosses(probabilities, truth, classes)
  const figuresOf = (rows: Int32Array): [number, number, number] => {
    const right = new Int32Array(classes)
    const occurrences = new Int32Array(classes) // rows of the label, and rows answered so
    let loss = 0
    for (const row of rows) {
      const label = truth[row] as number
      const answer = answers[row] as number
      if (label === answer) right[label]!++
      occurrences[label]!++
      occurrences[answer]!++
      loss += losses[row] as number
    }
    return [sum(right) / rows.length, macroF1(right, occurrences), loss / rows.length]
  }
  const [accuracy, f1, loss] = bootstrapIntervals(truth.length, figuresOf, options)
  return { accuracy: accuracy!, macroF1: f1!, loss: loss! }
}

function macroF1(right: Int32Array, occurrences: Int32Array): number {
  let total = 0
  let seen = 0
  for (let label = 0; label < right.length; label++) {
    if (occurrences[label] === 0) continue
    seen++
    total += (2 * right[label]!) / occurrences[label]!
  }
  return total / seen
}

function sum(values: Int32Array): number {
  return values.reduce((total, value) => total + value, 0)
}
