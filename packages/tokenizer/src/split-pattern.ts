import { characterClass, characterClassWithout } from './character-pattern.ts'
import {
  CHARACTER_RANGES,
  DIGIT_RANGES,
  HAN_RANGES,
  JOINER_RANGES,
  LETTER_RANGES,
  REMOVED_RANGES,
  SPACE_RANGES,
} from './character-ranges.ts'

const SPACE = characterClass(SPACE_RANGES)
const APOSTROPHE = "['\\x{2019}]"

/** Classes of characters, as the insides of a regular expression's class. */
interface Classes {
  readonly single: string
  readonly joiner: string
  readonly digit: string
  /** Letters and joiners. */
  readonly letter: string
  /** Letters, joiners and digits. */
  readonly word: string
}

const CLASSES = classesBy(characterClass)
// Invisible characters become blanks before other engines split; a graph cannot replace them.
const PORTABLE_CLASSES = classesBy((...ranges) => characterClassWithout(REMOVED_RANGES, ...ranges))

function classesBy(toClass: (...ranges: readonly string[]) => string): Classes {
  return {
    single: toClass(HAN_RANGES, CHARACTER_RANGES),
    joiner: toClass(JOINER_RANGES),
    digit: toClass(DIGIT_RANGES),
    letter: toClass(LETTER_RANGES, JOINER_RANGES),
    word: toClass(LETTER_RANGES, JOINER_RANGES, DIGIT_RANGES),
  }
}

/** What `wordSplitter` without a segmenter finds. @param isPortable - for engines that cannot look around */
export function wordPattern(digitsApart: boolean, isPortable = false): string {
  const classes = isPortable ? PORTABLE_CLASSES : CLASSES
  const { single, joiner, digit, letter } = classes
  const withDigits = isPortable ? portableWord(classes) : wordWithDigits(classes)
  const word = digitsApart ? `[${digit}]|[${letter}]+(?:${APOSTROPHE}[${letter}]+)*` : withDigits
  return `[${single}][${joiner}]*|${word}|${characterPattern(isPortable)}`
}

function wordWithDigits({ digit, word }: Classes): string {
  return `[${word}]+(?:(?:${APOSTROPHE}|(?<=[${digit}])[.,](?=[${digit}]))[${word}]+)*`
}

function portableWord({ digit, letter }: Classes): string {
  const unit = `(?:[${letter}]|[${digit}](?:[.,][${digit}])*)`
  return `${unit}(?:${APOSTROPHE}?${unit})*`
}

/** What `splitPieces` finds in a text whose white space was replaced by single blanks. */
export function piecePattern(): string {
  const symbols = `[^${characterClass(SPACE_RANGES, LETTER_RANGES, JOINER_RANGES, DIGIT_RANGES, HAN_RANGES, CHARACTER_RANGES)}]+`
  const singles = `[${CLASSES.single}][${characterClass(HAN_RANGES, CHARACTER_RANGES, JOINER_RANGES)}]*`
  return ` ?(?:${singles}|${wordWithDigits(CLASSES)}|${symbols})`
}

/** What `splitCharacters` finds. */
export function characterPattern(isPortable = false): string {
  return `[^${isPortable ? characterClass(SPACE_RANGES, REMOVED_RANGES) : SPACE}]`
}

/** White space, which the file replaces by one blank before pieces are split. */
export function spacesPattern(): string {
  return `[${SPACE}]+`
}
