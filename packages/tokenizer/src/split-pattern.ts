import { characterClass } from './character-pattern.ts'
import {
  CHARACTER_RANGES,
  DIGIT_RANGES,
  HAN_RANGES,
  JOINER_RANGES,
  LETTER_RANGES,
  SPACE_RANGES,
} from './character-ranges.ts'

const SINGLE = characterClass(HAN_RANGES, CHARACTER_RANGES)
const JOINER = characterClass(JOINER_RANGES)
const DIGIT = characterClass(DIGIT_RANGES)
const LETTER = characterClass(LETTER_RANGES, JOINER_RANGES)
const WORD = characterClass(LETTER_RANGES, JOINER_RANGES, DIGIT_RANGES)
const SPACE = characterClass(SPACE_RANGES)
const APOSTROPHE = "['\\x{2019}]"
const WORD_WITH_DIGITS = `[${WORD}]+(?:(?:${APOSTROPHE}|(?<=[${DIGIT}])[.,](?=[${DIGIT}]))[${WORD}]+)*`

/** What `wordSplitter` without a segmenter finds. */
export function wordPattern(digitsApart: boolean): string {
  const word = digitsApart ? `[${DIGIT}]|[${LETTER}]+(?:${APOSTROPHE}[${LETTER}]+)*` : WORD_WITH_DIGITS
  return `[${SINGLE}][${JOINER}]*|${word}|[^${SPACE}]`
}

/** What `splitPieces` finds in a text whose white space was replaced by single blanks. */
export function piecePattern(): string {
  const symbols = `[^${characterClass(SPACE_RANGES, LETTER_RANGES, JOINER_RANGES, DIGIT_RANGES, HAN_RANGES, CHARACTER_RANGES)}]+`
  const singles = `[${SINGLE}][${characterClass(HAN_RANGES, CHARACTER_RANGES, JOINER_RANGES)}]*`
  return ` ?(?:${singles}|${WORD_WITH_DIGITS}|${symbols})`
}

/** What `splitCharacters` finds. */
export function characterPattern(): string {
  return `[^${SPACE}]`
}

/** White space, which the file replaces by one blank before pieces are split. */
export function spacesPattern(): string {
  return `[${SPACE}]+`
}
