/** What an encoder reads in a graph: each row is a text, or a window of one. */
export interface RowsGraph {
  /** int32 [rows, columns] */
  readonly ids: string
  /** int32 [rows] */
  readonly lengths: string
  /** The number of each column, int32 [columns]; not read by recurrent encoders. */
  readonly positions: string
}
