import { isTextgateError } from '@textgate/core'
import type { EncoderFailure } from './comparison.ts'
import type { EncoderName } from './encoder-name.ts'
import type { MeasuredEncoder } from './measure-encoder.ts'

/** What became of one encoder. */
export type EncoderOutcome = MeasuredEncoder | { readonly result: EncoderFailure }

/**
 * Measures one encoder after the other. One that fails is told with the reason, and the next one begins; where one gives
 * nothing, because it was stopped, or the signal is aborted, nothing more is begun.
 *
 * @throws what is no textgate error: that is a defect and no property of an encoder
 */
export async function* runEncoders(
  encoders: readonly EncoderName[],
  measure: (encoder: EncoderName) => Promise<MeasuredEncoder | undefined>,
  signal: AbortSignal,
): AsyncGenerator<EncoderOutcome, void, undefined> {
  for (const encoder of encoders) {
    if (signal.aborted) return
    const outcome = await measure(encoder).catch((error: unknown) => failureOf(encoder, error))
    if (outcome === undefined) return
    yield outcome
  }
}

function failureOf({ name }: EncoderName, error: unknown): EncoderOutcome {
  if (!isTextgateError(error)) throw error
  return { result: { name, failure: { code: error.code, message: error.message } } }
}
