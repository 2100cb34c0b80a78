import { type AnswerRule, answerOf } from '@textgate/core'
import { labelTable, type RowLabels } from '../row-labels.ts'

/**
 * Which rows are answered rightly: with the right label, for head multi with exactly the right ones. Their share is the
 * `accuracy` of `metricsOf` for a rule without `unknownBelow`; with it, a row without an answer is not right.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @param truth - the labels of each row
 * @param rule - how the model answers, e.g. `answerRule(manifest)`
 * @returns 1 where a row is right, else 0, uint8, shape [rows]
 */
export function rightRows(
  probabilities: Float32Array,
  truth: RowLabels,
  classes: number,
  rule: AnswerRule,
): Uint8Array {
  const table = labelTable(truth, classes)
  return Uint8Array.from({ length: truth.size }, (_, row) => {
    const start = row * classes
    const right = table.subarray(start, start + classes)
    const answers = answerOf(probabilities.subarray(start, start + classes), rule)
    const wanted = right.reduce((sum, one) => sum + one, 0)
    return answers.length === wanted && answers.every((label) => right[label] === 1) ? 1 : 0
  })
}
