/** Scripts by their Unicode names; hiragana and katakana are one. Letters of others are `Other`. */
const SCRIPTS = [
  ...[
    'Latin',
    'Han',
    'Kana',
    'Cyrillic',
    'Arabic',
    'Devanagari',
    'Greek',
    'Hebrew',
    'Hangul',
    'Thai',
    'Lao',
    'Khmer',
  ],
  ...[
    'Myanmar',
    'Tibetan',
    'Bengali',
    'Gurmukhi',
    'Gujarati',
    'Oriya',
    'Tamil',
    'Telugu',
    'Kannada',
    'Malayalam',
  ],
  ...['Sinhala', 'Georgian', 'Armenian', 'Ethiopic', 'Cherokee', 'Mongolian', 'Bopomofo'],
]

/** Names by number; 0 is no script. */
export const SCRIPT_NAMES: readonly string[] = ['none', ...SCRIPTS, 'Other']

const PATTERNS = SCRIPTS.map((script) =>
  script === 'Kana' ? /[\p{Script=Hiragana}\p{Script=Katakana}]/u : new RegExp(`\\p{Script=${script}}`, 'u'),
)
const LETTER = /\p{L}/u
/** Letters such as ª or ー, which several scripts use. */
const SHARED = /[\p{Script=Common}\p{Script=Inherited}]/u

const UNSEEN = 0xff
const numbers = new Uint8Array(0x110000).fill(UNSEEN)

/** Number of the script that a code point is a letter of; 0 for digits, marks, punctuation and all else. */
export function scriptOf(codePoint: number): number {
  const known = numbers[codePoint] as number
  return known === UNSEEN ? findScript(codePoint) : known
}

function findScript(codePoint: number): number {
  const character = String.fromCodePoint(codePoint)
  const isLetter = LETTER.test(character) && !SHARED.test(character)
  const found = PATTERNS.findIndex((pattern) => pattern.test(character))
  const other = SCRIPT_NAMES.length - 1
  const number = !isLetter ? 0 : found < 0 ? other : found + 1
  numbers[codePoint] = number
  return number
}
