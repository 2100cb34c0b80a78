/** Where a row stands. */
export interface RowPlace {
  /** Name of the part. */
  readonly part: string
  /** 1-based, among the rows of the part's file; header and blank lines are not counted. */
  readonly row: number
  /** 1-based line of the file; absent for Parquet. */
  readonly line?: number
}

/** One labelled row as the checks see it. */
export interface CheckedRow {
  /** Index of the part. */
  readonly part: number
  readonly place: RowPlace
  /** May be empty or blank. */
  readonly text: string
  /** One label, or all those of a multi-label row, each once; may be empty there. */
  readonly labels: readonly string[]
}

/** A row that the readers refuse. */
export interface BadRow {
  readonly part: number
  readonly place: RowPlace
  /**
   * unreadable: no JSON object, or another number of fields than the header. encoding: bytes that are no UTF-8. text,
   * label: missing, or of a kind that is none.
   */
  readonly kind: 'unreadable' | 'encoding' | 'text' | 'label'
  /** A clause such as `"text" is missing`. */
  readonly reason: string
}

/** How many rows of some are meant. */
export interface RowCount {
  readonly rows: number
  /** The rows that were looked at. */
  readonly of: number
  /** rows / of, in [0, 1]; 0 where none were looked at. */
  readonly share: number
}

export function rowCount(rows: number, of: number): RowCount {
  return { rows, of, share: of === 0 ? 0 : rows / of }
}
