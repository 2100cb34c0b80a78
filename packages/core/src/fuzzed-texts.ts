import type { RandomGenerator } from './random.ts'

/** What tokenizers are known to trip over. */
const SPECIAL = [
  ..."İıΣσςßẞſ'’.,0９①½中の한ไ",
  ...['\0', '\t', '\u00a0', '\u00ad', '\u200b', '\u200d', '\u2028', '\u3000', '\ufe0f', '\ufeff', '\ufffd'],
  ...['\u0301', '\u0307', '\u0345', '\u1100', '\u1161', '\u3099', '👍🏽', '𝐀', '𐐀', '\ud83d', '\udc00'],
  ...['[PAD]', '[UNK]', "'", '1,000.5', 'ﬁ', 'ǆ', 'Ǆ'],
]
const LONGEST = 60 // characters of a text that is made up
const BEYOND_UNICODE = 0x110000

/**
 * Texts that nobody writes: random characters of all of Unicode, unpaired surrogates among them, special ones, and real texts
 * whose characters were changed.
 *
 * @param real - texts to change, at least one
 * @returns `count` texts of at most some 60 characters, or as long as the real one
 */
export function fuzzedTexts(real: readonly string[], count: number, random: RandomGenerator): string[] {
  return Array.from({ length: count }, () =>
    random.next() < 0.5 ? madeUp(random) : changed(real[random.integer(real.length)] as string, random),
  )
}

function madeUp(random: RandomGenerator): string {
  // Characters of one block of 256 meet each other more often than those of all of Unicode.
  const block = random.integer(BEYOND_UNICODE / 256)
  return Array.from({ length: random.integer(LONGEST) }, () => {
    const kind = random.integer(4)
    if (kind === 0) return SPECIAL[random.integer(SPECIAL.length)]
    if (kind === 1) return String.fromCodePoint(random.integer(BEYOND_UNICODE))
    if (kind === 2) return String.fromCodePoint(0x20 + random.integer(0x60))
    return String.fromCodePoint(block * 256 + random.integer(256))
  }).join('')
}

const CHANGES: readonly ((text: string) => string)[] = [
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => text.replace(/\p{L}+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1)),
  (text) => text.normalize('NFD'),
  (text) => text.normalize('NFKC'),
  (text) => text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)), // full width
]

function changed(text: string, random: RandomGenerator): string {
  const change = CHANGES[random.integer(CHANGES.length)] as (text: string) => string
  const units = [...change(text)]
  const inserted = SPECIAL[random.integer(SPECIAL.length)] as string
  return units.toSpliced(random.integer(units.length + 1), random.integer(2), inserted).join('')
}
