/** The cells that a recurrent layer can have. */
export type Cell = 'gru' | 'lstm' | 'rnn'

/** What the operations must know of a cell. */
export interface CellShape {
  /** Gates side by side: GRU z, r, n; LSTM i, f, g, o; the simple RNN has one. */
  readonly gates: number
  /** Columns of the trace, in units of the hidden size. */
  readonly traceColumns: number
  readonly forward: string
  readonly backward: string
  /** Gates from here on have their gradient beside h·U one gate further right in the trace. */
  readonly jumpAtGate: number
}

/** The cells by name. */
export const CELLS: Readonly<Record<Cell, CellShape>> = {
  gru: { gates: 3, traceColumns: 4, forward: 'gruForward', backward: 'gruBackward', jumpAtGate: 2 },
  lstm: { gates: 4, traceColumns: 5, forward: 'lstmForward', backward: 'lstmBackward', jumpAtGate: 4 },
  rnn: { gates: 1, traceColumns: 1, forward: 'rnnForward', backward: 'rnnBackward', jumpAtGate: 1 },
}

/** Three tiles: more rows reuse a weight no better, and fewer leave tiles half empty. */
const MOST_GROUP_ROWS = 18

/**
 * How many rows of a batch one part of a recurrence computes. Rows do not see each other, so this does not change a bit.
 *
 * Rows are sorted by length, and the longest groups are claimed first.
 *
 * @param shares - groups that there should be at least, so that every thread has one
 */
export function groupRowsOf(batch: number, shares: number): number {
  const groups = Math.max(Math.ceil(batch / MOST_GROUP_ROWS), Math.min(shares, Math.ceil(batch / 4)))
  return Math.ceil(batch / groups)
}
