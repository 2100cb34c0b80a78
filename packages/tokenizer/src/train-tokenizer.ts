import { parseTokenizerConfig, type TokenizerConfig } from '@textgate/core'
import { readAhead } from './auto/read-ahead.ts'
import { resolveTokenizerConfig } from './auto/resolve-tokenizer-config.ts'
import { createTokenizer } from './create-tokenizer.ts'
import { forEachText } from './for-each-text.ts'
import { learnVocabulary } from './learn-vocabulary.ts'
import { unitNormalizer } from './normalize-to-units.ts'
import { requireSegmenter } from './require-segmenter.ts'
import type { Segmenter } from './segmenter.ts'
import { createSpanList } from './span-list.ts'
import { splitterOf } from './splitter-of.ts'
import type { TextgateTokenizer } from './textgate-tokenizer.ts'
import { tokenCounter } from './token-counter.ts'
import type { TokenizerParts } from './tokenizer-parts.ts'
import { writeTokenizerJson } from './write-tokenizer-json.ts'

/** Longest token that can enter a vocabulary, in UTF-16 units; longer words are unknown. */
export const LONGEST_TOKEN = 128
/** Distinct tokens that are counted at once, for each id of the largest vocabulary, */
const COUNTED_PER_ID = 16
/** and at least: most corpora of a language stay below it, so that their counts are exact. */
const COUNTED_AT_LEAST = 2 ** 18

/** What a tokenizer needs beside its configuration or file. */
export interface TokenizerOptions {
  /** Needed when `config.chinese` is jieba; otherwise not used. */
  readonly segmenter?: Segmenter | undefined
}

/**
 * Learns a tokenizer from texts, each read once.
 *
 * Memory follows from `config.maxVocabulary`, never from the number of texts: at most max(2^18, 16 · maxVocabulary)
 * distinct tokens are counted at once. A corpus with fewer gives the exact most frequent tokens; for more see
 * `TokenCounter.largestError`, and a sentence in `notes`. Equal counts are ordered by code units, so the same texts in
 * any order give the same tokenizer as long as counting is exact.
 *
 * `mode: auto` is settled first, as by `resolveTokenizerConfig`, but on the first 4 Mi UTF-16 units of a stream, so that
 * it is read once; for a longer one that is sorted, call that function before. The result stands in the tokenizer's
 * `config` and `modeReason`.
 *
 * @throws CONFIG_INVALID, TOKENIZER_SEGMENTER_MISSING, or VOCABULARY_EMPTY when no token is frequent enough
 */
export async function trainTokenizer(
  texts: Iterable<string> | AsyncIterable<string>,
  config: TokenizerConfig,
  { segmenter }: TokenizerOptions = {},
): Promise<TextgateTokenizer> {
  const isAuto = parseTokenizerConfig(config).mode === 'auto'
  const { first, all } = isAuto ? await readAhead(texts) : { first: [], all: texts }
  const { config: checked, reason } = await resolveTokenizerConfig(first, config)
  requireSegmenter(checked, segmenter, undefined)
  const normalize = unitNormalizer(checked)
  const split = splitterOf(checked, segmenter)
  const spans = createSpanList()
  const counter = tokenCounter(
    Math.max(COUNTED_AT_LEAST, COUNTED_PER_ID * checked.maxVocabulary),
    LONGEST_TOKEN,
  )
  const countText = (text: string): void => {
    const { units, length } = normalize(text, false)
    split(units, length, Number.POSITIVE_INFINITY, spans)
    const { bounds, hashes, count } = spans
    for (let span = 0; span < count; span++) {
      counter.count(units, bounds[2 * span] as number, bounds[2 * span + 1] as number, hashes[span] as number)
    }
  }
  await forEachText(all, countText)
  const parts: TokenizerParts = {
    config: checked,
    ...learnVocabulary(counter, checked),
    segmenter: checked.chinese === 'jieba' ? segmenter?.name : undefined,
    largestCountError: counter.largestError,
    modeReason: isAuto ? reason : undefined,
  }
  return createTokenizer(parts, writeTokenizerJson(parts), segmenter)
}
