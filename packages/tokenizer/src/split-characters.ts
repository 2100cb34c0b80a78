import { characterClasses, SPACE, SURROGATE, widthAt } from './character-classes.ts'
import { pushSpan } from './span-list.ts'
import type { Split } from './split.ts'

/** Every code point a token; white space is dropped. */
export const splitCharacters: Split = (units, length, limit, spans) => {
  spans.count = 0
  let i = 0
  while (i < length && spans.count < limit) {
    const characterClass = characterClasses[units[i] as number]
    const end = i + (characterClass === SURROGATE ? widthAt(units, length, i) : 1)
    if (characterClass !== SPACE) pushSpan(spans, i, end)
    i = end
  }
}
