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

/**
 * How many rows of a batch one part of a recurrence computes; by the batch alone.
 *
 * Sixteen rows reuse each weight often enough; smaller batches are cut into four groups, so that threads have some to
 * share. Rows are sorted by length, and the longest groups are claimed first.
 */
export function groupRowsOf(batch: number): number {
  return Math.min(16, Math.max(4, 4 * Math.ceil(batch / 16)))
}
