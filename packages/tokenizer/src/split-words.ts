import {
  CHARACTER,
  characterClasses,
  classAt,
  codePointAt,
  DIGIT,
  HAN,
  JOINER,
  LETTER,
  SPACE,
  SURROGATE,
  widthAt,
} from './character-classes.ts'
import { scanWord } from './scan-word.ts'
import type { Segmenter } from './segmenter.ts'
import { pushSpan } from './span-list.ts'
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
    spans.count = 0
    let i = 0
    while (i < length && spans.count < limit) {
      let characterClass = characterClasses[units[i] as number] as number
      if (characterClass === SPACE) {
        i++
        continue
      }
      let end = i + 1
      if (characterClass === SURROGATE) {
        const code = codePointAt(units, length, i)
        if (code > 0xffff) end++
        characterClass = characterClasses[code] as number
      }
      if (
        characterClass === LETTER ||
        characterClass === JOINER ||
        (characterClass === DIGIT && !digitsApart)
      ) {
        end = scanWord(units, length, i, !digitsApart)
      } else if (characterClass === HAN && segmenter !== undefined) {
        i = splitChinese(units, length, i, segmenter, spans)
        continue
      } else if (characterClass === HAN || characterClass === CHARACTER) {
        while (classAt(units, length, end) === JOINER) end += widthAt(units, length, end)
      }
      pushSpan(spans, i, end)
      i = end
    }
  }
}
