import { answersOf, rowDifference } from '@textgate/trainer/metrics'
import type { AnsweredRows, ChosenMistake } from './chosen-rows.ts'
import type { LabelProbability, RowToExplain, ShownMistake, ShownRow, TextRow } from './report.ts'

/** Rows by their numbers from 0, as the page shows them. */
export interface ShownRows {
  text(row: number): TextRow
  answered(row: number): ShownRow
  toExplain(row: number): RowToExplain
  mistake(chosen: ChosenMistake): ShownMistake
}

/**
 * Joins rows with their texts, labels and probabilities.
 *
 * @param texts - of all rows that will be asked for, by row number from 0
 */
export function shownRows(
  { probabilities, truth, answers, classes }: AnsweredRows,
  texts: ReadonlyMap<number, string>,
): ShownRows {
  const mostProbable = answersOf(probabilities, classes)
  const labelOf = (row: number, label: number): LabelProbability => ({
    label,
    probability: probabilities[row * classes + label] as number,
  })
  const withProbability = (row: number, labels: readonly number[]): LabelProbability[] =>
    labels.map((label) => labelOf(row, label))
  const text = (row: number): TextRow => ({ row: row + 1, text: texts.get(row) as string })
  const answered = (row: number): ShownRow => {
    const { missed, wrong, right } = rowDifference(truth, answers, row)
    return {
      ...text(row),
      // What the model denies most stands first.
      missed: withProbability(row, missed).sort((a, b) => a.probability - b.probability),
      wrong: withProbability(row, wrong),
      right: withProbability(row, right),
    }
  }
  return {
    text,
    answered,
    toExplain: (row) => ({ ...answered(row), explained: labelOf(row, mostProbable[row] as number) }),
    mistake: ({ row, denied, asserted }) => ({
      ...text(row),
      denied: withProbability(row, denied),
      asserted: withProbability(row, asserted),
    }),
  }
}
