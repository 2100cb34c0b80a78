import { parseTokenizerConfig, TextgateError, type TokenizerConfig } from '@textgate/core'
import { createTokenizer } from './create-tokenizer.ts'
import { portableTokens } from './portable-tokens.ts'
import { requireSegmenter } from './require-segmenter.ts'
import { SPECIAL_TOKENS } from './special-tokens.ts'
import type { TextgateTokenizer } from './textgate-tokenizer.ts'
import type { TokenizerOptions } from './train-tokenizer.ts'
import { writeTokenizerJson } from './write-tokenizer-json.ts'

/** How other libraries write the tokens of ids 0 and 1, in lower case. */
const SPELLINGS: readonly (readonly string[])[] = [
  ['', '[pad]', '<pad>', '<blank>'],
  ['[unk]', '<unk>', '<oov>', '[oov]'],
]
const MEANINGS = ['padding', 'the unknown token']

/**
 * A tokenizer of given tokens, for a model that another library has trained: id 0 is padding and 1 unknown, as everywhere in
 * textgate. How texts are cut into tokens says the configuration; `mode: auto` is `words`, and what learning is configured by
 * has no meaning.
 *
 * @param tokens - in the order of their ids, from 0 on
 * @throws CONFIG_INVALID for mode bpe, which needs merges
 * @throws TOKENIZER_INVALID where the first two tokens are no padding and unknown, or a token is there twice
 * @throws TOKENIZER_SEGMENTER_MISSING as `trainTokenizer`
 */
export function vocabularyTokenizer(
  tokens: readonly string[],
  config: TokenizerConfig,
  { segmenter }: TokenizerOptions = {},
): TextgateTokenizer {
  const { mode, maxVocabulary, ...rest } = parseTokenizerConfig(config)
  if (mode === 'bpe') {
    throw new TextgateError(
      'CONFIG_INVALID',
      'tokenizer.mode: a list of tokens has no merges, which bpe needs; set it to words or characters',
      { details: { key: 'tokenizer.mode' } },
    )
  }
  const resolved = {
    ...rest,
    mode: mode === 'auto' ? ('words' as const) : mode,
    maxVocabulary: Math.max(maxVocabulary, tokens.length),
  }
  requireSegmenter(resolved, segmenter, undefined)
  const all = [...SPECIAL_TOKENS, ...wordsOf(tokens)]
  const isPortable = resolved.normalization === 'portable'
  const parts = {
    config: resolved,
    tokens: all,
    variants: isPortable ? portableTokens(resolved.lowercase).variantsOf(all) : [],
    merges: [],
    segmenter: resolved.chinese === 'jieba' ? segmenter?.name : undefined,
    largestCountError: 0,
  }
  return createTokenizer(parts, writeTokenizerJson(parts), segmenter)
}

/** The tokens behind padding and unknown, checked. */
function wordsOf(tokens: readonly string[]): readonly string[] {
  SPELLINGS.forEach((spellings, id) => {
    const token = tokens[id]
    if (token !== undefined && spellings.includes(token.toLowerCase())) return
    throw invalid(
      `id ${id} is ${JSON.stringify(token)}, where textgate has ${MEANINGS[id]}, written ${spellings.map((one) => JSON.stringify(one)).join(', ')}; move the rows of the embedding and the tokens so that 0 is padding and 1 unknown`,
      { id, token },
    )
  })
  const words = tokens.slice(SPECIAL_TOKENS.length)
  const seen = new Set(SPECIAL_TOKENS)
  for (const token of words) {
    if (seen.has(token))
      throw invalid(`token ${JSON.stringify(token)} is there twice; a token has one id`, { token })
    seen.add(token)
  }
  return words
}

function invalid(reason: string, details: Record<string, unknown>): TextgateError {
  return new TextgateError('TOKENIZER_INVALID', `the vocabulary cannot be used: ${reason}`, { details })
}
