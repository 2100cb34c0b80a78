/** One row as its file format gives it, before any check of its values. */
export interface RawRow {
  /** 1-based number of the row among the rows of the file; header and blank lines are not counted. */
  readonly row: number
  /** 1-based line of the file on which the row begins; absent for Parquet. */
  readonly line?: number
  /** Values by column, where the row could be read. */
  readonly values?: ReadonlyMap<string, unknown>
  /** Why the row could not be read at all. */
  readonly problem?: string
}

/** A value of bytes that are no UTF-8, with how many lines below the row's first the bad byte stands. */
export class BadEncoding {
  readonly linesBelow: number

  constructor(linesBelow = 0) {
    this.linesBelow = linesBelow
  }
}
