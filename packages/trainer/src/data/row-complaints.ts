import { TextgateError } from '@textgate/core'

/** Complaints that an error names; the rest are counted. */
export const SHOWN_COMPLAINTS = 10

/** What is wrong with one row. */
export interface RowComplaint {
  readonly file: string
  /** 1-based, among the rows of the file. */
  readonly row: number
  /** 1-based line of the file; absent for Parquet, which has none. */
  readonly line?: number
  /** A clause such as `"text" is empty`. */
  readonly reason: string
}

/** DATA_ROW_INVALID that shows the first complaints and counts all. */
export function rowsInvalid(
  file: string,
  complaints: readonly RowComplaint[],
  count: number,
  rows: number,
): TextgateError {
  const shown = complaints.slice(0, SHOWN_COMPLAINTS)
  const more = count > shown.length ? `; and ${count - shown.length} more` : ''
  return new TextgateError(
    'DATA_ROW_INVALID',
    `${file} has ${count} bad row${count === 1 ? '' : 's'} of ${rows}: ${shown.map(complaintText).join('; ')}${more}. Correct them, or skip them with --on-bad-row skip`,
    { details: { file, count, rows, complaints: shown } },
  )
}

/** `row 3 (line 5): "text" is empty`. */
export function complaintText({ row, line, reason }: RowComplaint): string {
  return `row ${row}${line === undefined ? '' : ` (line ${line})`}: ${reason}`
}
