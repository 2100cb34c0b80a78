import { type AnswerRule, type ClassificationMetrics, DEFAULT_THRESHOLD } from '@textgate/core'
import { labelTable, type RowLabels } from '../row-labels.ts'
import { classMetrics, f1Of, macroF1Of } from './class-metrics.ts'
import { decisionLoss } from './decision-loss.ts'

/**
 * Figures of answered rows of any number of labels each. `accuracy` is subset accuracy: a row is right when exactly its
 * labels are answered. There is no confusion matrix.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @param truth - the labels of each row
 * @param labels - the classes' names
 * @param thresholds - probability from which on each label is answered, shape [classes]; 0.5 unless given
 * @throws RangeError when the shapes disagree or there are no rows
 */
export function multiLabelMetrics(
  probabilities: Float32Array,
  truth: RowLabels,
  labels: readonly string[],
  thresholds: AnswerRule['thresholds'] = labels.map(() => DEFAULT_THRESHOLD),
): ClassificationMetrics {
  const rows = truth.size
  const classes = labels.length
  if (rows === 0) throw new RangeError('metrics: there are no rows')
  if (probabilities.length !== rows * classes) {
    throw new RangeError(
      `metrics: ${probabilities.length} probabilities for ${rows} rows of ${classes} classes`,
    )
  }
  const table = labelTable(truth, classes)
  const counts = labels.map(() => ({ right: 0, answered: 0, support: 0 }))
  let loss = 0
  let wrong = 0
  let exact = 0
  for (let row = 0; row < rows; row++) {
    let wrongHere = 0
    counts.forEach((count, c) => {
      const probability = probabilities[row * classes + c] as number
      const holds = table[row * classes + c] === 1
      const answered = probability >= (thresholds[c] as number)
      count.support += Number(holds)
      count.answered += Number(answered)
      count.right += Number(holds && answered)
      wrongHere += Number(holds !== answered)
      loss += decisionLoss(probability, holds)
    })
    wrong += wrongHere
    exact += Number(wrongHere === 0)
  }
  const all = counts.reduce((sum, count) => ({
    right: sum.right + count.right,
    answered: sum.answered + count.answered,
    support: sum.support + count.support,
  }))
  return {
    rows,
    accuracy: exact / rows,
    macroF1: macroF1Of(counts),
    microF1: f1Of(all),
    loss: loss / rows,
    perClass: labels.map((label, c) => classMetrics(label, counts[c] as (typeof counts)[number])),
    confusion: [],
    hammingLoss: wrong / (rows * classes),
  }
}
