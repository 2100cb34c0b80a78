import { characterClass } from './character-pattern.ts'
import {
  CHARACTER_RANGES,
  DIGIT_RANGES,
  HAN_RANGES,
  JOINER_RANGES,
  LETTER_RANGES,
  REMOVED_RANGES,
  SPACE_RANGES,
} from './character-ranges.ts'

const SINGLE = characterClass(HAN_RANGES, CHARACTER_RANGES)
const JOINER = characterClass(JOINER_RANGES)
const DIGIT = characterClass(DIGIT_RANGES)
const LETTER = characterClass(LETTER_RANGES, JOINER_RANGES)
const WORD = characterClass(LETTER_RANGES, JOINER_RANGES, DIGIT_RANGES)
const SPACE = characterClass(SPACE_RANGES)
// Invisible characters have become blanks where engines replace them; an ONNX graph cannot.
const PORTABLE_SPACE = characterClass(SPACE_RANGES, REMOVED_RANGES)
const APOSTROPHE = "['\\x{2019}]"
const WORD_WITH_DIGITS = `[${WORD}]+(?:(?:${APOSTROPHE}|(?<=[${DIGIT}])[.,](?=[${DIGIT}]))[${WORD}]+)*`

// As `WORD_WITH_DIGITS`, for engines that cannot look around.
const PORTABLE_UNIT = `(?:[${LETTER}]|[${DIGIT}](?:[.,][${DIGIT}])*)`
const PORTABLE_WORD = `${PORTABLE_UNIT}(?:${APOSTROPHE}?${PORTABLE_UNIT})*`

/** What `wordSplitter` without a segmenter finds. */
export function wordPattern(digitsApart: boolean, isPortable = false): string {
  const withDigits = isPortable ? PORTABLE_WORD : WORD_WITH_DIGITS
  const word = digitsApart ? `[${DIGIT}]|[${LETTER}]+(?:${APOSTROPHE}[${LETTER}]+)*` : withDigits
  return `[${SINGLE}][${JOINER}]*|${word}|${characterPattern(isPortable)}`
}

/** What `splitPieces` finds in a text whose white space was replaced by single blanks. */
export function piecePattern(): string {
  const symbols = `[^${characterClass(SPACE_RANGES, LETTER_RANGES, JOINER_RANGES, DIGIT_RANGES, HAN_RANGES, CHARACTER_RANGES)}]+`
  const singles = `[${SINGLE}][${characterClass(HAN_RANGES, CHARACTER_RANGES, JOINER_RANGES)}]*`
  return ` ?(?:${singles}|${WORD_WITH_DIGITS}|${symbols})`
}

/** What `splitCharacters` finds. */
export function characterPattern(isPortable = false): string {
  return `[^${isPortable ? PORTABLE_SPACE : SPACE}]`
}

/** White space, which the file replaces by one blank before pieces are split. */
export function spacesPattern(): string {
  return `[${SPACE}]+`
}
