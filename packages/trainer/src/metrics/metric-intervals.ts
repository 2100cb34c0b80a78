import type { AnswerRule } from '@textgate/core'
import { packRowLabels, type RowLabels } from '../row-labels.ts'
import { answeredLabels } from './answered-labels.ts'
import { type BootstrapOptions, bootstrapIntervals } from './bootstrap-intervals.ts'
import type { Interval } from './interval.ts'
import { rowDifference } from './row-difference.ts'
import { rowLosses } from './row-losses.ts'

/** Intervals of the figures of `metricsOf` that have the same names. */
export interface MetricIntervals {
  readonly accuracy: Interval
  readonly macroF1: Interval
  readonly microF1: Interval
  readonly loss: Interval
}

/** What is answered, and how intervals are drawn. */
export interface MetricIntervalsOptions extends BootstrapOptions {
  readonly classes: number
  /** How the model answers, e.g. `answerRule(manifest)`; the figures are of all rows, as if all were answered. */
  readonly rule: AnswerRule
}

/**
 * Bootstrap intervals of accuracy, macro F1, micro F1 and loss, for any head; see `bootstrapIntervals`. In a resample, too,
 * macro F1 leaves out labels that neither occur nor are answered.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @param truth - the labels of each row
 * @throws RangeError when there are no rows
 */
export function metricIntervals(
  probabilities: Float32Array,
  truth: RowLabels,
  { classes, rule, ...bootstrap }: MetricIntervalsOptions,
): MetricIntervals {
  const answers = answeredLabels(probabilities, classes, { ...rule, unknownBelow: 0 })
  const losses = rowLosses(probabilities, truth, classes, rule.head)
  const differences = Array.from({ length: truth.size }, (_, row) => rowDifference(truth, answers, row))
  const exact = Uint8Array.from(differences, ({ missed, wrong }) =>
    Number(missed.length + wrong.length === 0),
  )
  const hits = packRowLabels(differences.map(({ right }) => right))
  const trueAndAnswered = packRowLabels(
    differences.map(({ missed, wrong, right }) => [...missed, ...wrong, ...right, ...right]),
  )
  const figuresOf = (rows: Int32Array): number[] => {
    const right = new Int32Array(classes)
    const occurrences = new Int32Array(classes) // rows of the label, and rows answered so
    let exactRows = 0
    let loss = 0
    for (const row of rows) {
      countLabels(right, hits, row)
      countLabels(occurrences, trueAndAnswered, row)
      exactRows += exact[row] as number
      loss += losses[row] as number
    }
    const microF1 = (2 * sum(right)) / Math.max(1, sum(occurrences))
    return [exactRows / rows.length, macroF1(right, occurrences), microF1, loss / rows.length]
  }
  const intervals = bootstrapIntervals(truth.size, figuresOf, bootstrap)
  const [accuracy, f1, microF1, loss] = intervals as [Interval, Interval, Interval, Interval]
  return { accuracy, macroF1: f1, microF1, loss }
}

/** Adds one for each label of a row, without a view of it: this runs for every row of every resample. */
function countLabels(
  counts: Int32Array,
  { labels, labelOffsets }: ReturnType<typeof packRowLabels>,
  row: number,
): void {
  const end = labelOffsets[row + 1] as number
  for (let i = labelOffsets[row] as number; i < end; i++) counts[labels[i] as number]!++
}

function macroF1(right: Int32Array, occurrences: Int32Array): number {
  let total = 0
  let seen = 0
  for (let label = 0; label < right.length; label++) {
    if (occurrences[label] === 0) continue
    seen++
    total += (2 * right[label]!) / occurrences[label]!
  }
  return total / Math.max(1, seen)
}

function sum(values: Int32Array): number {
  return values.reduce((total, value) => total + value, 0)
}
