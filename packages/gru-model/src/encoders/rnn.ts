import type { Encoder } from './encoder.ts'
import { recurrentEncoder } from './recurrent-encoder.ts'

/** The simple recurrent network (Elman, "Finding Structure in Time", 1990); the equation stands at `rnnLayer`. */
export const rnn: Encoder = recurrentEncoder('rnn')
