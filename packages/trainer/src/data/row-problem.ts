/** Thrown by the readers of one value, and caught where the row is known. */
export class RowProblem extends Error {
  /** Lines between the row's first and the one at fault. */
  readonly linesBelow: number

  constructor(reason: string, linesBelow = 0) {
    super(reason)
    this.linesBelow = linesBelow
  }
}

/** Thrown for bytes that are no UTF-8. */
export class EncodingProblem extends RowProblem {
  constructor(linesBelow: number) {
    super('bytes that are no UTF-8', linesBelow)
  }
}

/** Thrown where a list of labels stands and one label is read: not one row is at fault, but what is read. */
export class ListProblem extends Error {}
