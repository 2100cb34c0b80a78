import { fuzzedTexts, type RandomGenerator, TextgateError, type Tokenizer } from '@textgate/core'
import { evenly, PARITY_TEXTS, type ParityRow } from './parity-rows.ts'

/** Texts that nobody writes. */
const FUZZED_TEXTS = 1000
const BLANK_TEXTS = ['', ' ', '\t\n\u00a0\u3000', '\u200b\u200d', '\0']

/** One text to compare, with the ids that the tokenizer finds in it. */
export interface TextRow extends ParityRow {
  readonly text: string
}

/**
 * The texts that decide: real ones, empty and blank ones, one that is longer than a model reads, and made-up ones.
 *
 * @throws PARITY_NEEDS_TEXTS when no text has a token
 */
export function textRows(
  {
    texts,
    tokenizer,
    maxLength,
  }: {
    readonly texts: readonly string[]
    readonly tokenizer: Pick<Tokenizer, 'encodeIds'>
    readonly maxLength: number
  },
  random: RandomGenerator,
): TextRow[] {
  const rowsOf = (kind: ParityRow['kind'], all: readonly string[]): TextRow[] =>
    all.map((text, row) => ({ kind, row, text, ids: tokenizer.encodeIds(text) }))
  const real = evenly(
    rowsOf('real', texts).filter(({ ids }) => ids.length > 0),
    PARITY_TEXTS,
  )
  if (real.length === 0) {
    throw new TextgateError(
      'PARITY_NEEDS_TEXTS',
      `none of the ${texts.length} texts given has a token; pass texts like those that the model will see`,
      { details: { texts: texts.length } },
    )
  }
  const readable = real.map(({ text }) => text)
  return [
    ...real,
    ...rowsOf('empty', BLANK_TEXTS),
    ...rowsOf('longest', [tooLong(real, maxLength)]),
    ...rowsOf('fuzzed', fuzzedTexts(readable, FUZZED_TEXTS, random)),
  ]
}

/** Real texts, one after the other and from the first again, until there are more tokens than are read. */
function tooLong(rows: readonly TextRow[], maxLength: number): string {
  const texts: string[] = []
  for (let tokens = 0; tokens <= maxLength; ) {
    const { text, ids } = rows[texts.length % rows.length] as TextRow
    texts.push(text)
    tokens += ids.length
  }
  return texts.join(' ')
}
