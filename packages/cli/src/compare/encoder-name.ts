import { type ModelConfig, TextgateError } from '@textgate/core'

/** An encoder of a comparison, as the command line names it. */
export interface EncoderName {
  readonly name: string
  readonly encoder: ModelConfig['encoder']
  /** Whether the configuration's n-grams stand beside the encoder; `linear` is nothing else. */
  readonly withNgrams: boolean
}

const ENCODERS = ['gru', 'lstm', 'rnn', 'cnn'] as const

const KNOWN: readonly EncoderName[] = [
  ...ENCODERS.map((encoder) => ({ name: encoder, encoder, withNgrams: false })),
  { name: 'linear', encoder: 'linear', withNgrams: true },
  ...ENCODERS.map((encoder) => ({ name: `${encoder}+ngrams`, encoder, withNgrams: true })),
]

/**
 * The encoders of a list with commas, in its order.
 *
 * @throws USAGE for a name that is unknown or there twice, and for fewer than two
 */
export function parseEncoderNames(list: string): EncoderName[] {
  const names = list.split(',').map((name) => name.trim())
  const found = names.map((name) => KNOWN.find((known) => known.name === name))
  const unknown = names.filter((_, i) => found[i] === undefined)
  if (unknown.length > 0) {
    const which = unknown.map((name) => JSON.stringify(name)).join(', ')
    throw usage(`--encoders has no ${which}; choose of ${KNOWN.map(({ name }) => name).join(', ')}`, list)
  }
  const again = names.find((name, i) => names.indexOf(name) < i)
  if (again !== undefined) throw usage(`--encoders names ${again} twice; name each once`, list)
  if (names.length < 2) throw usage(`--encoders names ${list} alone; name two or more, with commas`, list)
  return found as EncoderName[]
}

function usage(message: string, encoders: string): TextgateError {
  return new TextgateError('USAGE', message, { details: { encoders } })
}
