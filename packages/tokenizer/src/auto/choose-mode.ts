import type { ResolvedTokenizerConfig, TokenizerConfig } from '@textgate/core'
import type { LetterCounts, LetterGroup } from './letter-counts.ts'
import { MOST_WORDS, type UnknownWords } from './unknown-words.ts'

/** What was measured on a sample of texts. */
export interface TextFacts {
  /** Texts in the sample. */
  readonly texts: number
  readonly letters: LetterCounts
  readonly words: UnknownWords
}

/** A mode and why, as a clause that follows "because". */
export interface ChosenMode {
  readonly mode: ResolvedTokenizerConfig['mode']
  readonly reason: string
}

/** Share of the letters that must be of scripts without spaces; below it, words of other scripts matter too. */
const UNSPACED_SHARE = 0.75
/** Kana among kana and Han from which the Han is Japanese; a Chinese text has hardly any. */
const JAPANESE_SHARE = 0.1
/** Share of the letters that must be of words with spaces before their vocabulary decides. */
const SPACED_SHARE = 0.5
/** Words to learn from, and half as many to try, below which the share of unknown words says too little. */
const LEAST_WORDS = 1000
/** 256 bytes, padding and unknown. */
const LEAST_BPE_VOCABULARY = 258

/**
 * Share of unknown words above which words are too many to be learnt whole, by the number of words learnt from: 0.75 at
 * 1,000 and 0.083 less for each doubling, to 0.5 at 8,192. On eight English sets the share was 0.1 lower at least, whatever
 * their size; in Finnish, Turkish, Tamil or Zulu 0.14 higher (docs/decisions/0010).
 */
export function unknownLimit(learnt: number): number {
  return (
    0.75 - 0.25 * (Math.log(Math.min(learnt, MOST_WORDS) / LEAST_WORDS) / Math.log(MOST_WORDS / LEAST_WORDS))
  )
}

/** Chooses the mode from what was measured; `config` says what BPE cannot do. */
export function chooseMode(
  { texts, letters, words }: TextFacts,
  config: Pick<TokenizerConfig, 'normalization' | 'chinese' | 'numbers' | 'maxVocabulary'>,
): ChosenMode {
  const all = Object.values(letters).reduce((sum, count) => sum + count, 0)
  if (texts === 0) return { mode: 'words', reason: 'there are no texts to look at' }
  if (all === 0) return { mode: 'words', reason: 'the texts hold no letters' }

  const unspaced = unspacedLetters(letters)
  if (unspaced.count >= UNSPACED_SHARE * all) {
    const share = percent(unspaced.count / all)
    return {
      mode: 'characters',
      reason: `${share} of the letters are ${unspaced.name}, which has no spaces between words`,
    }
  }
  if (letters.spaced < SPACED_SHARE * all) {
    const [name, count] = largest({ ...letters, spaced: 0 })
    const how =
      name === 'Han' && config.chinese === 'jieba'
        ? 'jieba finds the words in'
        : 'every character is a token in'
    return { mode: 'words', reason: `${percent(count / all)} of the letters are ${NAMES[name]}; ${how} it` }
  }

  const { learnt, tried, share } = words
  if (learnt < LEAST_WORDS || 2 * tried < LEAST_WORDS) {
    return { mode: 'words', reason: `the ${learnt + tried} words of the sample are too few to tell more` }
  }
  const limit = unknownLimit(learnt)
  const measured = `learnt from ${learnt} words, a vocabulary leaves ${percent(share)} of held-out words unknown`
  if (share <= limit) return { mode: 'words', reason: `${measured}; bpe is taken above ${percent(limit)}` }
  const obstacle = obstacleToBpe(config)
  if (obstacle !== undefined) {
    return {
      mode: 'words',
      reason: `${measured}, but bpe cannot be had with ${obstacle} ${config[obstacle]}`,
    }
  }
  return { mode: 'bpe', reason: `${measured}, more than ${percent(limit)}` }
}

function obstacleToBpe({
  normalization,
  numbers,
  maxVocabulary,
}: Pick<TokenizerConfig, 'normalization' | 'numbers' | 'maxVocabulary'>):
  | 'normalization'
  | 'numbers'
  | 'maxVocabulary'
  | undefined {
  if (normalization === 'portable') return 'normalization'
  if (numbers !== 'keep') return 'numbers'
  return maxVocabulary < LEAST_BPE_VOCABULARY ? 'maxVocabulary' : undefined
}

const NAMES: Readonly<Record<LetterGroup, string>> = {
  ...{ spaced: 'of words', Han: 'Chinese', kana: 'Japanese', Thai: 'Thai', Lao: 'Lao', Burmese: 'Burmese' },
  ...{ Khmer: 'Khmer', Hangul: 'Korean', other: 'of a script without spaces' },
}

/** Letters of scripts without spaces other than Chinese, and the name of the most frequent one. */
function unspacedLetters({ spaced: _, Hangul: __, Han, ...scripts }: LetterCounts): {
  count: number
  name: string
} {
  const isJapanese = scripts.kana > JAPANESE_SHARE * (scripts.kana + Han)
  const counts = { ...scripts, kana: isJapanese ? scripts.kana + Han : scripts.kana }
  const count = Object.values(counts).reduce((sum, one) => sum + one, 0)
  return { count, name: NAMES[largest(counts)[0]] }
}

function largest(counts: Partial<LetterCounts>): [LetterGroup, number] {
  const entries = Object.entries(counts) as [LetterGroup, number][]
  return entries.reduce((best, entry) => (entry[1] > best[1] ? entry : best))
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`
}
