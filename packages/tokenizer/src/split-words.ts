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
import { EMPTY_HASH, hashUnit, hashUnits } from './hash-units.ts'
import { isApostrophe, scanWord } from './scan-word.ts'
import type { Segmenter } from './segmenter.ts'
import { clearSpans } from './span-list.ts'
import type { Split } from './split.ts'
import { splitChinese } from './split-chinese.ts'

/** How words are found; see `TokenizerConfig`. */
export interface SplitWordsOptions {
  /** Each digit a token. */
  readonly digitsApart: boolean
  /** Words within Chinese text; without it every Chinese character is a token. */
  readonly segmenter?: Segmenter | undefined
}

/**
 * Words and numbers, Chinese by character or by segmented word, kana, hangul and Thai by character, everything else by
 * code point, in any mixture; white space is dropped. `wordPattern` says the same as a regular expression.
 */
export function wordSplitter({ digitsApart, segmenter }: SplitWordsOptions): Split {
  return (units, length, limit, spans) => {
    // A token has at least one unit. Locals, and rare cases elsewhere, because this is the hot loop.
    const most = Math.min(length, limit)
    clearSpans(spans, segmenter === undefined ? most : length)
    const { bounds, hashes } = spans
    const classes = characterClasses
    let count = 0
    let i = 0
    while (i < length && count < most) {
      const unit = units[i] as number
      const first = classes[unit] as number
      if (first === SPACE) {
        i++
        continue
      }
      if (segmenter !== undefined && classAt(units, length, i) === HAN) {
        spans.count = count
        i = splitChinese(units, length, i, segmenter, spans)
        count = spans.count
        continue
      }
      let end = i + 1
      let hash = hashUnit(EMPTY_HASH, unit)
      let next = classes[units[end] as number] as number
      if (first === LETTER) {
        // Nearly every word is letters alone; it is hashed in the same go.
        while (next === LETTER) {
          hash = hashUnit(hash, units[end] as number)
          next = classes[units[++end] as number] as number
        }
      }
      const isPlain =
        first === LETTER
          ? next === SPACE || (next === SYMBOL && !isApostrophe(units[end] as number))
          : first === SYMBOL || (first === HAN && next !== JOINER && next !== SURROGATE)
      if (!isPlain) {
        end = endOfToken(units, length, i, digitsApart)
        hash = hashUnits(units, i, end)
      }
      bounds[2 * count] = i
      bounds[2 * count + 1] = end
      hashes[count++] = hash
      i = end
    }
    spans.count = count
  }
}

/** End of the token that begins at `start`, whatever it is but white space or a segmented word. */
function endOfToken(units: Uint16Array, length: number, start: number, digitsApart: boolean): number {
  let end = start + widthAt(units, length, start)
  switch (classAt(units, length, start)) {
    case DIGIT:
      return digitsApart ? end : scanWord(units, length, start, true)
    case LETTER:
    case JOINER:
      return scanWord(units, length, start, !digitsApart)
    case HAN:
    case CHARACTER:
      while (classAt(units, length, end) === JOINER) end += widthAt(units, length, end)
      return end
    default:
      return end
  }
}
