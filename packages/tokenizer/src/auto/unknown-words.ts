import { classAt, LETTER } from '../character-classes.ts'
import type { SpanList } from '../span-list.ts'
import { unitsToString } from '../units-to-string.ts'

/** Words that a vocabulary is learnt from, and words that it is tried on, at most. */
export const MOST_WORDS = 8192

/** How often a word must have been seen to count as known; what a vocabulary keeps by default. */
const KNOWN_FROM = 2

/** What a vocabulary of words misses in texts that it was not learnt from. */
export interface UnknownWords {
  /** Words, with repetition, that the vocabulary was learnt from. */
  readonly learnt: number
  /** Words, with repetition, that it was tried on. */
  readonly tried: number
  /** Share of the tried words that were seen less than twice, in [0, 1]; 0 where none were tried. */
  readonly share: number
}

/** Learns words of one half of the texts and tries them on the other half, text by text. */
export interface UnknownWordCounter {
  /** Counts the spans that begin with a letter of a spaced script; numbers are new for ever in any language. */
  add(units: Uint16Array, length: number, spans: SpanList): void
  result(): UnknownWords
}

/** See `UnknownWordCounter`; holds at most 16,384 words. */
export function unknownWordCounter(): UnknownWordCounter {
  const halves = [new Map<string, number>(), new Map<string, number>()] as const
  const counts: [number, number] = [0, 0]
  let texts = 0
  return {
    add(units, length, { bounds, count }) {
      const half = (texts++ % 2) as 0 | 1
      const words = halves[half]
      for (let span = 0; span < count && counts[half] < MOST_WORDS; span++) {
        const [start, end] = [bounds[2 * span] as number, bounds[2 * span + 1] as number]
        if (classAt(units, length, start) !== LETTER) continue
        const word = unitsToString(units, start, end)
        words.set(word, (words.get(word) ?? 0) + 1)
        counts[half]++
      }
    },
    result() {
      let unknown = 0
      for (const [word, count] of halves[1]) if ((halves[0].get(word) ?? 0) < KNOWN_FROM) unknown += count
      const [learnt, tried] = counts
      return { learnt, tried, share: tried === 0 ? 0 : unknown / tried }
    },
  }
}
