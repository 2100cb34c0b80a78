import {
  characterClasses,
  classAt,
  codePointAt,
  DIGIT,
  JOINER,
  LETTER,
  SURROGATE,
} from './character-classes.ts'

const APOSTROPHE = 0x27
const RIGHT_QUOTE = 0x2019
const COMMA = 0x2c
const FULL_STOP = 0x2e

/**
 * End of the word that begins at `start`: letters, marks and digits, with apostrophes inside (don't) and, between
 * digits, one comma or full stop (1,000.5).
 *
 * @param withDigits - false: digits and the signs between them end the word
 */
export function scanWord(units: Uint16Array, length: number, start: number, withDigits: boolean): number {
  let end = start
  let isAfterDigit = false
  while (end < length) {
    const unit = units[end] as number
    let characterClass = characterClasses[unit] as number
    if (characterClass === LETTER) {
      // Nearly every unit of nearly every word.
      end++
      while (end < length && characterClasses[units[end] as number] === LETTER) end++
      isAfterDigit = false
      continue
    }
    let next = end + 1
    if (characterClass === SURROGATE) {
      const code = codePointAt(units, length, end)
      if (code > 0xffff) next++
      characterClass = characterClasses[code] as number
    }
    if (characterClass === LETTER || characterClass === JOINER) {
      isAfterDigit = false
    } else if (characterClass === DIGIT && withDigits) {
      isAfterDigit = true
    } else if (end > start && isApostrophe(unit)) {
      if (!isWordPart(units, length, next, withDigits)) return end
      isAfterDigit = false
    } else if (isAfterDigit && (unit === COMMA || unit === FULL_STOP)) {
      if (classAt(units, length, next) !== DIGIT) return end
    } else {
      return end
    }
    end = next
  }
  return end
}

/** True for the signs that go on with a word when a letter follows. */
export function isApostrophe(unit: number): boolean {
  return unit === APOSTROPHE || unit === RIGHT_QUOTE
}

function isWordPart(units: Uint16Array, length: number, position: number, withDigits: boolean): boolean {
  const characterClass = classAt(units, length, position)
  return characterClass === LETTER || characterClass === JOINER || (withDigits && characterClass === DIGIT)
}
