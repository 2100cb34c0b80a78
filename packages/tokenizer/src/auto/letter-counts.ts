import { CHARACTER, classAt, HAN, LETTER, widthAt } from '../character-classes.ts'

/** Scripts of `CHARACTER` letters that are told apart, by Unicode block. */
const SCRIPTS = [
  ['kana', 0x3040, 0x30ff],
  ['Thai', 0x0e00, 0x0e7f],
  ['Lao', 0x0e80, 0x0eff],
  ['Burmese', 0x1000, 0x109f],
  ['Khmer', 0x1780, 0x17ff],
  ['Hangul', 0xac00, 0xd7ff],
  ['Hangul', 0x1100, 0x11ff],
  ['Hangul', 0x3130, 0x318f],
  ['Hangul', 0xa960, 0xa97f],
  ['Hangul', 0xffa0, 0xffdf],
  ['kana', 0x31f0, 0x31ff],
  ['kana', 0xff66, 0xff9f],
] as const satisfies readonly (readonly [string, number, number])[]

/** A group of letters that are written alike. */
export type LetterGroup = 'spaced' | 'Han' | 'other' | (typeof SCRIPTS)[number][0]

/** Letters by group: `spaced` are those of words between spaces, `other` those of rarer scripts without spaces. */
export type LetterCounts = Record<LetterGroup, number>

export function noLetters(): LetterCounts {
  return { spaced: 0, Han: 0, kana: 0, Thai: 0, Lao: 0, Burmese: 0, Khmer: 0, Hangul: 0, other: 0 }
}

/** Counts the letters of a normalised text; marks and digits are none. */
export function countLetters(units: Uint16Array, length: number, counts: LetterCounts): void {
  for (let i = 0; i < length; i += widthAt(units, length, i)) {
    const characterClass = classAt(units, length, i)
    if (characterClass === LETTER) counts.spaced++
    else if (characterClass === HAN) counts.Han++
    else if (characterClass === CHARACTER) counts[scriptOf(units[i] as number)]++
  }
}

function scriptOf(unit: number): LetterGroup {
  for (const [script, start, end] of SCRIPTS) if (unit >= start && unit <= end) return script
  return 'other'
}
