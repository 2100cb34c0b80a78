import type { ClassificationMetrics, ClassMetrics } from '@textgate/core'
import { mostProbable } from './most-probable.ts'

/** Probabilities below the smallest normal float32 count as it, so that a sure but wrong answer costs 87 nats, not ∞. */
export const SMALLEST_PROBABILITY = 2 ** -126

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
  let loss = 0
  for (let row = 0; row < rows; row++) {
    const right = truth[row] as number
    const counts = confusion[right]
    if (counts === undefined) throw new RangeError(`metrics: row ${row} has label ${right} of ${classes}`)
    const answer = mostProbable(probabilities, row * classes, classes)
    counts[answer] = (counts[answer] as number) + 1
    loss -= Math.log(Math.max(probabilities[row * classes + right] as number, SMALLEST_PROBABILITY))
  }
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
