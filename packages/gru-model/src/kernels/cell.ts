/** The cells that a recurrent layer can have: reset-after GRU, LSTM, and the simple RNN with tanh. */
export type Cell = 'gru' | 'lstm' | 'rnn'

/** Gates of a cell, side by side in its weights: GRU z, r, n; LSTM i, f, g, o; the simple RNN has one. */
export const GATES: Readonly<Record<Cell, number>> = { gru: 3, lstm: 4, rnn: 1 }
