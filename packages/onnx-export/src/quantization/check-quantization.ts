import { type ModelConfig, TextgateError } from '@textgate/core'
import type { Quantization } from './quantization.ts'

/**
 * Refuses a form that a configuration cannot have.
 *
 * @throws EXPORT_UNSUPPORTED naming the encoder
 */
export function checkQuantization({ encoder }: ModelConfig, quantization: Quantization): void {
  if (quantization === 'int8-bulk' && (encoder === 'cnn' || encoder === 'linear')) {
    throw unsupported(encoder, quantization, 'it has no recurrent layers, which this form is for')
  }
  if (quantization === 'int4-embedding' && encoder === 'linear') {
    throw unsupported(encoder, quantization, 'it has no embedding')
  }
}

function unsupported(encoder: string, quantization: Quantization, reason: string): TextgateError {
  return new TextgateError(
    'EXPORT_UNSUPPORTED',
    `model.encoder ${encoder} cannot be written as ${quantization}: ${reason}; choose int8`,
    { details: { key: 'model.encoder', value: encoder, quantization } },
  )
}
