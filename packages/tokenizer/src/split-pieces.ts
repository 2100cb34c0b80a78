import {
  CHARACTER,
  characterClasses,
  classAt,
  DIGIT,
  HAN,
  JOINER,
  LETTER,
  SPACE,
  SURROGATE,
  SYMBOL,
  widthAt,
} from './character-classes.ts'
import { scanWord } from './scan-word.ts'
import { clearSpans, pushUnits } from './span-list.ts'
import type { Split } from './split.ts'

/**
 * The pieces within which byte pairs merge: words, runs of Chinese and other single characters, runs of symbols. White
 * space before a piece belongs to it, and counts as one blank; at the end of the text it is dropped. `piecePattern`
 * says the same as a regular expression.
 */
export const splitPieces: Split = (units, length, limit, spans) => {
  clearSpans(spans, Math.min(length, limit))
  let i = 0
  while (i < length && spans.count < limit) {
    const start = i
    while (i < length && characterClasses[units[i] as number] === SPACE) i++
    if (i === length) return
    let characterClass = classAt(units, length, i)
    if (characterClass === LETTER || characterClass === DIGIT || characterClass === JOINER) {
      i = scanWord(units, length, i, true)
    } else if (characterClass === SYMBOL || characterClass === SURROGATE) {
      while (characterClass === SYMBOL || characterClass === SURROGATE) {
        i += widthAt(units, length, i)
        characterClass = classAt(units, length, i)
      }
    } else {
      while (characterClass === HAN || characterClass === CHARACTER || characterClass === JOINER) {
        i += widthAt(units, length, i)
        characterClass = classAt(units, length, i)
      }
    }
    pushUnits(spans, units, start, i)
  }
}
