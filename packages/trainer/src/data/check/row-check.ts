import type { CheckedRow } from './checked-row.ts'
import type { TextHistory } from './text-history.ts'

/** A check that sees every row with a text once, part by part, and holds no texts but those of its examples. */
export interface RowCheck<Finding> {
  add(row: CheckedRow, history: TextHistory): void
  /** What was found in the rows so far. */
  finding(): Finding
}
