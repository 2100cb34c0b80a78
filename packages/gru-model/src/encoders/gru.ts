import type { Encoder } from './encoder.ts'
import { recurrentEncoder } from './recurrent-encoder.ts'

/**
 * Gated recurrent units (Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine
 * Translation", 2014), reset-after; the equations stand at `SequenceKernel`.
 */
export const gru: Encoder = recurrentEncoder('gru')
