import { labelsOfRow, type RowLabels } from '../row-labels.ts'

/** How the labels that a row has and those that it was given by a model differ, as label indices. */
export interface RowDifference {
  /** Labels of the row that were not answered, in the order of the truth. */
  readonly missed: readonly number[]
  /** Answered labels that the row has not, in the order of the answer. */
  readonly wrong: readonly number[]
  /** Answered labels that the row has, in the order of the answer. */
  readonly right: readonly number[]
}

/** Compares the true and the answered labels of one row. Of one label a row, a wrong answer misses one and gives another. */
export function rowDifference(truth: RowLabels, answers: RowLabels, row: number): RowDifference {
  const given = labelsOfRow(truth, row)
  const answered = labelsOfRow(answers, row)
  return {
    missed: Array.from(given).filter((label) => !answered.includes(label)),
    wrong: Array.from(answered).filter((label) => !given.includes(label)),
    right: Array.from(answered).filter((label) => given.includes(label)),
  }
}
