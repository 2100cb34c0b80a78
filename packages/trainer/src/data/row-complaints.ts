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

/** DATA_LABEL_IS_LIST: the reader was asked for one label a row. */
export function labelIsList(file: string, { row, line }: Pick<RowComplaint, 'row' | 'line'>): TextgateError {
  const where = complaintText({ row, ...(line === undefined ? {} : { line }), reason: 'its label is a list' })
  return new TextgateError(
    'DATA_LABEL_IS_LIST',
    `${file} ${where}; for a model of several labels a text set model.head: multi (--head multi), else name a column of single labels`,
    { details: { file, row } },
  )
}

/** `row 3 (line 5): "text" is empty`. */
export function complaintText({ row, line, reason }: Omit<RowComplaint, 'file'>): string {
  return `row ${row}${line === undefined ? '' : ` (line ${line})`}: ${reason}`
}
