import { type AnswerRule, answerOf } from '@textgate/core'
import { packRowLabels, type RowLabels } from '../row-labels.ts'

/**
 * The labels that are answered of each row, the most probable first; see `answerOf` of core.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @param rule - how the model answers, e.g. `answerRule(manifest)`
 */
export function answeredLabels(probabilities: Float32Array, classes: number, rule: AnswerRule): RowLabels {
  return packRowLabels(
    Array.from({ length: probabilities.length / classes }, (_, row) =>
      answerOf(probabilities.subarray(row * classes, (row + 1) * classes), rule),
    ),
  )
}
