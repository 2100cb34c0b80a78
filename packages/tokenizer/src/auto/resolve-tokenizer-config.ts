import { parseTokenizerConfig, type ResolvedTokenizerConfig, type TokenizerConfig } from '@textgate/core'
import { forEachText } from '../for-each-text.ts'
import { unitNormalizer } from '../normalize-to-units.ts'
import { createSpanList } from '../span-list.ts'
import { wordSplitter } from '../split-words.ts'
import { unitsToString } from '../units-to-string.ts'
import { chooseMode, type TextFacts } from './choose-mode.ts'
import { countLetters, noLetters } from './letter-counts.ts'
import { textSample } from './text-sample.ts'
import { unknownWordCounter } from './unknown-words.ts'

/** A configuration whose mode is settled. */
export interface ResolvedTokenizer {
  readonly config: ResolvedTokenizerConfig
  /** Why it is this mode, a clause in English; for a mode that was given, that it was. */
  readonly reason: string
}

/**
 * Settles `mode: auto` by what the texts are:
 *
 * - characters where three quarters of the letters are of scripts without spaces (Thai, Lao, Khmer, Burmese, Japanese);
 * - bpe where words go on and on, as in languages that build them of many parts: a vocabulary learnt from one half of a
 *   sample lacks more of the other half's words than it does in English;
 * - words otherwise, Chinese as `config.chinese` says. Where that is jieba and there are no words, it is set back.
 *
 * Each text is read once and 4,096 of them, by hash, are kept (at most 16 MiB): the order of the texts and repetitions
 * change nothing. No texts, or none with letters, give words. A mode that is given is left as it is, and nothing read.
 *
 * @throws CONFIG_INVALID
 */
export async function resolveTokenizerConfig(
  texts: Iterable<string> | AsyncIterable<string>,
  config: TokenizerConfig,
): Promise<ResolvedTokenizer> {
  const checked = parseTokenizerConfig(config)
  const { mode } = checked
  if (mode !== 'auto') return { config: { ...checked, mode }, reason: 'the configuration says so' }
  const sample = textSample()
  await forEachText(texts, sample.add)
  const chosen = chooseMode(factsOf(sample.texts(), checked), checked)
  const chinese = chosen.mode === 'words' ? checked.chinese : 'characters'
  return { config: { ...checked, mode: chosen.mode, chinese }, reason: chosen.reason }
}

function factsOf(texts: readonly Uint16Array[], config: TokenizerConfig): TextFacts {
  const normalize = unitNormalizer(config)
  const split = wordSplitter({ digitsApart: config.numbers === 'digits' })
  const spans = createSpanList()
  const letters = noLetters()
  const words = unknownWordCounter()
  for (const text of texts) {
    const { units, length } = normalize(unitsToString(text, 0, text.length), false)
    countLetters(units, length, letters)
    split(units, length, Number.POSITIVE_INFINITY, spans)
    words.add(units, length, spans)
  }
  return { texts: texts.length, letters, words: words.result() }
}
