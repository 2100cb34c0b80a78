import type { Encoder } from './encoder.ts'
import { recurrentEncoder } from './recurrent-encoder.ts'

/**
 * Long short-term memory (Hochreiter and Schmidhuber, "Long Short-Term Memory", 1997; the forget gate is of Gers et al.,
 * "Learning to Forget", 2000); the equations stand at `lstmLayer`.
 */
export const lstm: Encoder = recurrentEncoder('lstm')
