import { type ResolvedTokenizerConfig, TextgateError } from '@textgate/core'
import { BYTE_CHARACTERS, BYTES_BY_CHARACTER } from './byte-alphabet.ts'
import { createPieceBytes, encodePiece } from './piece-bytes.ts'
import { portableTokens } from './portable-tokens.ts'
import { SPECIAL_TOKENS } from './special-tokens.ts'
import { byFrequency, type CountedToken, type TokenCounter } from './token-counter.ts'
import type { TokenizerParts } from './tokenizer-parts.ts'
import { trainBpe } from './train-bpe.ts'

const REPLACEMENT_CHARACTER = '\uFFFD'

/** The vocabulary, and in bpe mode the merges, that counts give: frequency first, then code units. */
export function learnVocabulary(
  counter: TokenCounter,
  config: ResolvedTokenizerConfig,
): Pick<TokenizerParts, 'tokens' | 'merges' | 'variants'> {
  const counted = counter.ranked()
  if (config.mode === 'bpe') return learnPairs(counted, config)
  const portable = config.normalization === 'portable' ? portableTokens(config.lowercase) : undefined
  const ranked = portable === undefined ? counted : mergedBy(portable.canonicalToken, counted)
  const frequent = ranked.filter(({ count }) => count >= config.minFrequency)
  if (frequent.length === 0) {
    throw new TextgateError(
      'VOCABULARY_EMPTY',
      `none of the ${ranked.length} distinct tokens of the training texts occurs ${config.minFrequency} times; check the text column or lower tokenizer.minFrequency`,
      { details: { distinctTokens: ranked.length, minFrequency: config.minFrequency } },
    )
  }
  const kept = frequent.slice(0, config.maxVocabulary - SPECIAL_TOKENS.length)
  const tokens = [...SPECIAL_TOKENS, ...kept.map(({ token }) => token)]
  return { tokens, variants: portable?.variantsOf(tokens) ?? [], merges: [] }
}

/** Counts of what tokens count as; the sign for broken characters is left out, as unpaired surrogates become it. */
function mergedBy(
  canonicalToken: (token: string) => string,
  counted: readonly CountedToken[],
): CountedToken[] {
  const counts = new Map<string, number>()
  for (const { token, count } of counted) {
    const canonical = canonicalToken(token)
    if (canonical !== REPLACEMENT_CHARACTER) counts.set(canonical, (counts.get(canonical) ?? 0) + count)
  }
  return byFrequency([...counts].map(([token, count]) => ({ token, count })))
}

function learnPairs(
  ranked: readonly CountedToken[],
  config: ResolvedTokenizerConfig,
): Pick<TokenizerParts, 'tokens' | 'merges' | 'variants'> {
  if (ranked.length === 0) {
    throw new TextgateError(
      'VOCABULARY_EMPTY',
      'the training texts hold nothing but white space; check the text column',
      { details: { distinctTokens: 0 } },
    )
  }
  const firstTokens = [
    ...SPECIAL_TOKENS,
    ...BYTES_BY_CHARACTER.map((byte) => BYTE_CHARACTERS[byte] as string),
  ]
  const byteIds = new Int32Array(256)
  BYTES_BY_CHARACTER.forEach((byte, i) => {
    byteIds[byte] = SPECIAL_TOKENS.length + i
  })
  const bytes = createPieceBytes()
  const pieces = ranked.map(({ token, count }) => {
    const units = Uint16Array.from(token, (_, i) => token.charCodeAt(i))
    encodePiece(units, 0, units.length, bytes)
    return {
      symbols: Int32Array.from(bytes.bytes.subarray(0, bytes.length), (byte) => byteIds[byte] as number),
      count,
    }
  })
  return { ...trainBpe(pieces, firstTokens, config), variants: [] }
}
