/** Several texts of one batch, padded on the right with 0. */
export interface Batch {
  /** Token ids, int32, row-major, shape [size, length]. */
  readonly ids: Int32Array
  /** Number of real tokens of each row, int32, shape [size]; 0 for an empty text. */
  readonly lengths: Int32Array
  /** Rows, at least 1. */
  readonly size: number
  /** Columns: the longest row or the requested minimum, at least 1. */
  readonly length: number
}
