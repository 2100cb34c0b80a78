import { columnOf } from '../column-of.ts'
import { labelTable, type RowLabels } from '../row-labels.ts'
import { f1Of, type LabelCounts } from './class-metrics.ts'

/** Rows of all labels that each label borrows: by its own rows alone a rare label gets a threshold that suits those few. */
const BORROWED_ROWS = 3

/** Share of a label's best F1 that its threshold must reach. Many do: F1 hardly falls for some way around its best. */
const ENOUGH = 0.95

/**
 * A threshold for each label, chosen on rows that the model has not learnt from: of those with which the label's F1 is at least
 * 95 % of its best one, the nearest, in log odds, to the threshold that is best for all labels at once, by micro F1. F1 counts as
 * if the label had, beside its own rows, three more that are like the rows of all labels together; a label without a row
 * takes the threshold for all. (Why so, and what was tried: decision 17.)
 *
 * A threshold lies in the middle between the lowest probability that is answered and the next lower one, of the label or of
 * all, so that rounding changes no answer.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]; at least one row has a label
 * @param truth - the labels of each row
 * @returns probability from which on each label is answered, shape [classes]
 */
export function chooseThresholds(probabilities: Float32Array, truth: RowLabels, classes: number): number[] {
  const table = labelTable(truth, classes)
  const all = countsByThreshold(probabilities, table)
  const shared = bestOf(all.cuts, (threshold) => f1Of(all.countsAt(threshold)))
  const weight = BORROWED_ROWS / truth.labels.length
  return Array.from({ length: classes }, (_, c) => {
    const own = countsByThreshold(columnOf(probabilities, c, classes), columnOf(table, c, classes))
    const scored = [shared, ...own.cuts].map((threshold) => {
      const mine = own.countsAt(threshold)
      const borrowed = all.countsAt(threshold)
      const f1 = f1Of({
        right: mine.right + weight * borrowed.right,
        answered: mine.answered + weight * borrowed.answered,
        support: mine.support + weight * borrowed.support,
      })
      return { threshold, f1 }
    })
    const enough = ENOUGH * scored.reduce((best, { f1 }) => Math.max(best, f1), 0)
    const near = scored.filter(({ f1 }) => f1 >= enough).map(({ threshold }) => threshold)
    return bestOf(near, (threshold) => -Math.abs(logOdds(threshold) - logOdds(shared)))
  })
}

/** The first of the thresholds that no other one exceeds. */
function bestOf(thresholds: Iterable<number>, scoreOf: (threshold: number) => number): number {
  let best = { score: Number.NEGATIVE_INFINITY, threshold: 1 }
  for (const threshold of thresholds) {
    const score = scoreOf(threshold)
    if (score > best.score) best = { score, threshold }
  }
  return best.threshold
}

function logOdds(probability: number): number {
  return Math.log(probability / (1 - probability))
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
