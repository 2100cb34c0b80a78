import type { ModelConfig } from '@textgate/core'
import { cnn } from './cnn.ts'
import type { Encoder } from './encoder.ts'
import { gru } from './gru.ts'
import { lstm } from './lstm.ts'
import { rnn } from './rnn.ts'

const ENCODERS: Readonly<Record<ModelConfig['encoder'], Encoder | undefined>> = {
  ...{ gru, lstm, rnn, cnn },
  // Counts n-grams alone.
  linear: undefined,
}

/** The encoder that a configuration names; undefined where it has none, and the n-grams answer alone. */
export function encoderOf({ encoder }: ModelConfig): Encoder | undefined {
  return ENCODERS[encoder]
}
