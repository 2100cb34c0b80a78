import { labelTable, type RowLabels } from '../row-labels.ts'
import { f1Of, type LabelCounts } from './class-metrics.ts'

/**
 * Rows of all labels that each label borrows. By its own rows alone a rare label gets a threshold that suits those few: of
 * 1, 3, 10, 30 and 60 rows, ten gave new rows the best micro and macro F1 together.
 */
const BORROWED_ROWS = 10

/**
 * A threshold for each label, chosen on rows that the model has not learnt from: the one with the best F1 of the label, as
 * if it had, beside its own rows, ten more that are like the rows of all labels together. So a frequent label gets the
 * threshold of its own best F1, and one without a row the threshold that is best for all labels at once, by micro F1. Of
 * equally good ones the highest is taken.
 *
 * A threshold lies in the middle between the lowest probability that is answered and the next lower one, so that rounding
 * changes no answer.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]; at least one row has a label
 * @param truth - the labels of each row
 * @returns probability from which on each label is answered, shape [classes]
 */
export function chooseThresholds(probabilities: Float32Array, truth: RowLabels, classes: number): number[] {
  const table = labelTable(truth, classes)
  const all = countsByThreshold(probabilities, table)
  const shared = bestOf(all.cuts, all.countsAt)
  const weight = BORROWED_ROWS / truth.labels.length
  return Array.from({ length: classes }, (_, c) => {
    const own = countsByThreshold(columnOf(probabilities, c, classes), columnOf(table, c, classes))
    return bestOf([...own.cuts, shared].sort(descending), (threshold) => {
      const mine = own.countsAt(threshold)
      const borrowed = all.countsAt(threshold)
      return {
        right: mine.right + weight * borrowed.right,
        answered: mine.answered + weight * borrowed.answered,
        support: mine.support + weight * borrowed.support,
      }
    })
  })
}

/** The first of the thresholds whose F1 no other one exceeds. */
function bestOf(thresholds: Iterable<number>, countsAt: (threshold: number) => LabelCounts): number {
  let best = { f1: -1, threshold: 1 }
  for (const threshold of thresholds) {
    const f1 = f1Of(countsAt(threshold))
    if (f1 > best.f1) best = { f1, threshold }
  }
  return best.threshold
}

/**
 * All thresholds that answer differently, from high to low, and what each answers.
 *
 * @param holds - 1 where a probability should be answered, 0 elsewhere
 */
function countsByThreshold(probabilities: Float32Array, holds: Uint8Array) {
  const ascending = probabilities.slice().sort()
  const right = probabilities.filter((_, i) => holds[i] === 1).sort()
  return {
    cuts: cutsBetween(ascending),
    countsAt: (threshold: number): LabelCounts => ({
      right: countFrom(right, threshold),
      answered: countFrom(ascending, threshold),
      support: right.length,
    }),
  }
}

function* cutsBetween(ascending: Float32Array): Generator<number> {
  for (let i = ascending.length - 1; i >= 0; i--) {
    const lower = i === 0 ? 0 : (ascending[i - 1] as number)
    if (lower < (ascending[i] as number)) yield ((ascending[i] as number) + lower) / 2
  }
}

/** How many of the ascending values are at least the threshold. */
function countFrom(ascending: Float32Array, threshold: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) < threshold) low = middle + 1
    else high = middle
  }
  return ascending.length - low
}

function columnOf<T extends Float32Array | Uint8Array>(values: T, c: number, classes: number): T {
  return values.filter((_: number, i: number) => i % classes === c) as T
}

function descending(a: number, b: number): number {
  return b - a
}
