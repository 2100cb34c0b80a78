import type { ModelConfig } from '@textgate/core'
import type { Encoder } from './encoder.ts'
import { gru } from './gru.ts'

const ENCODERS: Readonly<Record<ModelConfig['encoder'], Encoder>> = { gru }

/** The encoder that a configuration names. */
export function encoderOf({ encoder }: ModelConfig): Encoder {
  return ENCODERS[encoder]
}
