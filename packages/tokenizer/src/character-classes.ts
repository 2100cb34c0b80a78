import {
  CHARACTER_RANGES,
  DIGIT_RANGES,
  HAN_RANGES,
  JOINER_RANGES,
  LETTER_RANGES,
  SPACE_RANGES,
} from './character-ranges.ts'
import { parseRanges } from './parse-ranges.ts'

/** Punctuation, emoji and everything else: each code point stands alone. */
export const SYMBOL = 0
/** Separates tokens and is dropped. */
export const SPACE = 1
/** Part of a word. */
export const LETTER = 2
/** Decimal digit. */
export const DIGIT = 3
/** A mark: goes on with a word, or belongs to the Chinese or other single character before it. */
export const JOINER = 4
/** A letter that is a token of its own: kana, hangul, Thai and the like. */
export const CHARACTER = 5
/** A Chinese character: a token of its own, or part of a segmented word. */
export const HAN = 6
/** Half of a code point above U+FFFF, or an unpaired one. */
export const SURROGATE = 7

const CODE_POINTS = 0x110000

/** Class of each code point; the table takes 1.1 MB and is built once, in about a millisecond. */
export const characterClasses: Uint8Array = buildClasses()

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(CODE_POINTS)
  const fill = (ranges: string, characterClass: number) => {
    for (const [start, end] of parseRanges(ranges)) classes.fill(characterClass, start, end + 1)
  }
  fill(LETTER_RANGES, LETTER)
  fill(DIGIT_RANGES, DIGIT)
  fill(JOINER_RANGES, JOINER)
  fill(CHARACTER_RANGES, CHARACTER)
  fill(HAN_RANGES, HAN)
  fill(SPACE_RANGES, SPACE)
  classes.fill(SURROGATE, 0xd800, 0xe000)
  return classes
}

/** Class of the code point at `position`; SURROGATE for an unpaired one, -1 at the end of the text. */
export function classAt(units: Uint16Array, length: number, position: number): number {
  if (position >= length) return -1
  const characterClass = characterClasses[units[position] as number] as number
  if (characterClass !== SURROGATE) return characterClass
  return characterClasses[codePointAt(units, length, position)] as number
}

/** Units of the code point at `position`: 1 or 2. */
export function widthAt(units: Uint16Array, length: number, position: number): number {
  if (characterClasses[units[position] as number] !== SURROGATE) return 1
  return codePointAt(units, length, position) > 0xffff ? 2 : 1
}

/**
 * Code point at `position`, an unpaired surrogate as itself; the caller knows that `units[position]` is a surrogate.
 */
export function codePointAt(units: Uint16Array, length: number, position: number): number {
  const high = units[position] as number
  if (high < 0xdc00 && position + 1 < length) {
    const low = units[position + 1] as number
    if (low >= 0xdc00 && low <= 0xdfff) return (high - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000
  }
  return high
}
