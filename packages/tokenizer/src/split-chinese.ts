import { classAt, HAN, JOINER, widthAt } from './character-classes.ts'
import type { Segmenter } from './segmenter.ts'
import { pushUnits, type SpanList } from './span-list.ts'
import { unitsToString } from './units-to-string.ts'

/**
 * Segments the run of Chinese characters that begins at `start`.
 *
 * @returns the end of the run
 */
export function splitChinese(
  units: Uint16Array,
  length: number,
  start: number,
  segmenter: Segmenter,
  spans: SpanList,
): number {
  let end = start
  let characterClass: number = HAN
  while (characterClass === HAN || characterClass === JOINER) {
    end += widthAt(units, length, end)
    characterClass = classAt(units, length, end)
  }
  let position = start
  for (const word of segmenter.segment(unitsToString(units, start, end))) {
    if (word.length === 0) continue
    const next = Math.min(end, position + word.length)
    if (next > position) pushUnits(spans, units, position, next)
    position = next
  }
  // A segmenter that loses characters must not lose text.
  if (position < end) pushUnits(spans, units, position, end)
  return end
}
