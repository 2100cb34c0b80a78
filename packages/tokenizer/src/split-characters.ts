import { characterClasses, SPACE, SURROGATE, widthAt } from './character-classes.ts'
import { clearSpans, pushUnits } from './span-list.ts'
import type { Split } from './split.ts'

/** Every code point a token; white space is dropped. */
export const splitCharacters: Split = (units, length, limit, spans) => {
  clearSpans(spans, Math.min(length, limit))
  let i = 0
  while (i < length && spans.count < limit) {
    const characterClass = characterClasses[units[i] as number]
    const end = i + (characterClass === SURROGATE ? widthAt(units, length, i) : 1)
    if (characterClass !== SPACE) pushUnits(spans, units, i, end)
    i = end
  }
}
