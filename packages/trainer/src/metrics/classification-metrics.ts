import type { ClassificationMetrics, ClassMetrics } from '@textgate/core'
import { answersOf } from './answers-of.ts'
import { rowLosses } from './row-losses.ts'

/**
 * Figures of answered rows.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]; the answer is the first of the largest
 * @param truth - label index of each row, int32, shape [rows]
 * @param labels - the classes' names
 * @throws RangeError when the shapes disagree, a truth is no class, or there are no rows
 */
export function classificationMetrics(
  probabilities: Float32Array,
  truth: Int32Array,
  labels: readonly string[],
): ClassificationMetrics {
  const rows = truth.length
  const classes = labels.length
  if (rows === 0) throw new RangeError('metrics: there are no rows')
  if (probabilities.length !== rows * classes) {
    throw new RangeError(
      `metrics: ${probabilities.length} probabilities for ${rows} rows of ${classes} classes`,
    )
  }
  const confusion = labels.map(() => new Array<number>(classes).fill(0))
  answersOf(probabilities, classes).forEach((answer, row) => {
    const counts = confusion[truth[row] as number]
    if (counts === undefined)
      throw new RangeError(`metrics: row ${row} has label ${truth[row]} of ${classes}`)
    counts[answer] = (counts[answer] as number) + 1
  })
  const loss = rowLosses(probabilities, truth, classes).reduce((sum, rowLoss) => sum + rowLoss, 0)
  const perClass = labels.map((label, i) => classMetrics(label, i, confusion))
  const right = confusion.reduce((sum, counts, i) => sum + (counts[i] as number), 0)
  // A label that neither occurs nor is answered has no F1; scikit-learn leaves it out too.
  const seen = perClass.filter(({ support }, i) => support > 0 || confusion.some((counts) => counts[i] !== 0))
  return {
    rows,
    accuracy: right / rows,
    macroF1: seen.reduce((sum, { f1 }) => sum + f1, 0) / seen.length,
    microF1: right / rows, // one label a row: micro precision, recall and F1 are all the accuracy
    loss: loss / rows,
    perClass,
    confusion,
  }
}

function classMetrics(label: string, i: number, confusion: readonly (readonly number[])[]): ClassMetrics {
  const right = confusion[i]?.[i] as number
  const support = (confusion[i] as readonly number[]).reduce((sum, count) => sum + count, 0)
  const answered = confusion.reduce((sum, counts) => sum + (counts[i] as number), 0)
  const precision = answered === 0 ? 0 : right / answered
  const recall = support === 0 ? 0 : right / support
  const f1 = right === 0 ? 0 : (2 * right) / (answered + support)
  return { label, precision, recall, f1, support }
}
