import { labelTable, type RowLabels } from '../row-labels.ts'
import { labelMistakes } from './label-mistakes.ts'

/** A row some of whose labels are likely wrong, as label indices. */
export interface MultiLabelMistake {
  readonly row: number
  /** Labels of the row that the model is confident it should not have, the likeliest first. */
  readonly denied: readonly number[]
  /** Labels that the row has not and that the model is confident it should have, the likeliest first. */
  readonly asserted: readonly number[]
  /** Of the likeliest of them: probability of what the model says less that of what the row says, above 0, 1 at most. */
  readonly margin: number
}

/**
 * Rows of any number of labels some of which are likely wrong, the most likely first: each label is a question of yes or no
 * by itself, to which `labelMistakes` is applied (Thyagarajan, Snorrason, Northcutt and Mueller, "Identifying Incorrect
 * Annotations in Multi-Label Classification Data", 2022), and what the model does not itself find more probable is left out:
 * for a rare label, a yes that is high as its probabilities go may still be a no. A label that no row or every row has is
 * never doubted in the direction for which there is no example. The model must not have been trained on the rows.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @param truth - the labels of each row
 */
export function multiLabelMistakes(
  probabilities: Float32Array,
  truth: RowLabels,
  classes: number,
): MultiLabelMistake[] {
  const table = labelTable(truth, classes)
  const doubts = Array.from({ length: classes }, (_, label) =>
    doubtsOf(probabilities, table, label, classes),
  ).flat()
  doubts.sort((a, b) => b.margin - a.margin || a.row - b.row || a.label - b.label)
  const rows = new Map<number, { row: number; denied: number[]; asserted: number[]; margin: number }>()
  for (const { row, label, suggestion, margin } of doubts) {
    const mistake = rows.get(row) ?? { row, denied: [], asserted: [], margin }
    rows.set(row, mistake)
    if (suggestion === 1) mistake.asserted.push(label)
    else mistake.denied.push(label)
  }
  return [...rows.values()]
}

/** The rows whose yes or no to one label is likely wrong. */
function doubtsOf(probabilities: Float32Array, table: Uint8Array, label: number, classes: number) {
  const rows = probabilities.length / classes
  const answers = new Float32Array(rows * 2) // no, yes
  const truth = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const yes = probabilities[row * classes + label] as number
    answers[2 * row] = 1 - yes
    answers[2 * row + 1] = yes
    truth[row] = table[row * classes + label] as number
  }
  return labelMistakes(answers, truth, 2)
    .filter(({ margin }) => margin > 0)
    .map((mistake) => ({ ...mistake, label }))
}
