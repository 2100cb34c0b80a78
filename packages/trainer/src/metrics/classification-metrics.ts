import type { ClassificationMetrics } from '@textgate/core'
import { classMetrics, type LabelCounts, macroF1Of } from './class-metrics.ts'
import { logProbability } from './log-probability.ts'
import { mostProbable } from './most-probable.ts'

/**
 * Figures of answered rows of one label each.
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
    loss -= logProbability(probabilities[row * classes + right] as number)
  }
  const counts = labels.map((_, i) => countsOf(confusion, i))
  const right = counts.reduce((sum, label) => sum + label.right, 0)
  return {
    rows,
    accuracy: right / rows,
    macroF1: macroF1Of(counts),
    microF1: right / rows, // one label a row: micro precision, recall and F1 are all the accuracy
    loss: loss / rows,
    perClass: labels.map((label, i) => classMetrics(label, counts[i] as LabelCounts)),
    confusion,
  }
}

function countsOf(confusion: readonly (readonly number[])[], i: number): LabelCounts {
  return {
    right: confusion[i]?.[i] as number,
    answered: confusion.reduce((sum, counts) => sum + (counts[i] as number), 0),
    support: (confusion[i] as readonly number[]).reduce((sum, count) => sum + count, 0),
  }
}
