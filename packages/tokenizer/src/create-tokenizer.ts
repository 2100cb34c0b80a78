import { sha256Hex, TextgateError } from '@textgate/core'
import { bpeEncoder } from './bpe-encoder.ts'
import { PAIR_BASE, pairKey } from './bpe-merges.ts'
import { BYTE_CHARACTERS } from './byte-alphabet.ts'
import type { Encoder } from './encoder.ts'
import { formatNotes } from './format-notes.ts'
import type { Segmenter } from './segmenter.ts'
import { splitterOf } from './splitter-of.ts'
import type { TextgateTokenizer } from './textgate-tokenizer.ts'
import { tokenEncoder } from './token-encoder.ts'
import { tokenFinder } from './token-finder.ts'
import type { TokenizerParts } from './tokenizer-parts.ts'

/** Puts a tokenizer together. @param json - its file, kept as it is */
export function createTokenizer(
  parts: TokenizerParts,
  json: string,
  segmenter: Segmenter | undefined,
): TextgateTokenizer {
  const encoder = parts.config.mode === 'bpe' ? bpe(parts) : words(parts, segmenter)
  const { config, modeReason, tokens } = parts
  return {
    config,
    modeReason,
    vocabularySize: tokens.length,
    fingerprint: sha256Hex(json),
    encode: encoder.encode,
    encodeIds: encoder.encodeIds,
    toJson: () => json,
    notes: formatNotes(parts),
    tokenOf: (id) => tokens[id],
  }
}

function words({ config, tokens, variants }: TokenizerParts, segmenter: Segmenter | undefined): Encoder {
  return tokenEncoder(tokenFinder(tokens, variants), config, splitterOf(config, segmenter))
}

function bpe({ config, tokens, merges }: TokenizerParts): Encoder {
  const ids = new Map(tokens.map((token, id) => [token, id]))
  const idOf = (token: string): number => {
    const id = ids.get(token)
    if (id === undefined) {
      throw new TextgateError(
        'TOKENIZER_INVALID',
        `the vocabulary lacks ${JSON.stringify(token)}, which byte-level BPE needs; use a tokenizer that textgate wrote`,
        { details: { part: 'model.vocab', token } },
      )
    }
    return id
  }
  const pairs = new Map<number, number>()
  merges.forEach(([left, right], rank) => {
    const merged = idOf((tokens[left] as string) + (tokens[right] as string))
    const key = pairKey(left, right)
    if (!pairs.has(key)) pairs.set(key, rank * PAIR_BASE + merged)
  })
  const byteIds = Int32Array.from(BYTE_CHARACTERS, idOf)
  const tokenBytes = Int32Array.from(tokens, (token) => token.length)
  return bpeEncoder({ byteIds, pairs }, tokenBytes, config)
}
