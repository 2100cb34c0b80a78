import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSpanList } from './span-list.ts'
import type { Split } from './split.ts'
import { splitCharacters } from './split-characters.ts'
import { characterPattern, piecePattern, spacesPattern, wordPattern } from './split-pattern.ts'
import { splitPieces } from './split-pieces.ts'
import { wordSplitter } from './split-words.ts'
import { unitsToString } from './units-to-string.ts'

const js = (pattern: string) => new RegExp(pattern.replaceAll('\\x{', '\\u{'), 'gu')
const spaces = js(spacesPattern())
const splitWith = (split: Split, text: string): string[] => {
  const codeUnits = Uint16Array.from(`${text} `.split(''), (unit) => unit.charCodeAt(0))
  const spans = createSpanList()
  split(codeUnits, text.length, Number.POSITIVE_INFINITY, spans)
  return Array.from({ length: spans.count }, (_, i) =>
    unitsToString(codeUnits, spans.bounds[2 * i] as number, spans.bounds[2 * i + 1] as number),
  )
}
const words = wordSplitter({ digitsApart: false })
const digitsApart = wordSplitter({ digitsApart: true })

describe('words', () => {
  it.each([
    ["don't stop, it's 5 o’clock!", ["don't", 'stop', ',', "it's", '5', 'o’clock', '!']],
    ['costs 1,299.50 in 2024.', ['costs', '1,299.50', 'in', '2024', '.']],
    ['我买了iPhone15，很好', ['我', '买', '了', 'iPhone15', '，', '很', '好']],
    ['カタカナとひらがな', ['カ', 'タ', 'カ', 'ナ', 'と', 'ひ', 'ら', 'が', 'な']],
    ['안녕 hi', ['안', '녕', 'hi']],
    ['สวัสดี', ['ส', 'วั', 'ส', 'ดี']],
    ['👍🏽𠮷', ['👍', '🏽', '𠮷']],
    ['a.b 1.b .5 1,,2 x\t\n\0y', ['a', '.', 'b', '1', '.', 'b', '.', '5', '1', ',', ',', '2', 'x', 'y']],
    ["'quoted' rock'n'roll'", ["'", 'quoted', "'", "rock'n'roll", "'"]],
    ['Привет, мир', ['Привет', ',', 'мир']],
  ])('%j', (text, tokens) => expect(splitWith(words, text)).toEqual(tokens))

  it('each digit stands alone when digits are apart', () => {
    expect(splitWith(digitsApart, 'mp3 costs 1,5')).toEqual(['mp', '3', 'costs', '1', ',', '5'])
  })
})

describe('pieces', () => {
  it('a word carries the white space before it, a run of symbols or Chinese stays together', () => {
    expect(splitWith(splitPieces, 'so  good!!! 质量很好。  ')).toEqual([
      'so',
      '  good',
      '!!!',
      ' 质量很好',
      '。',
    ])
  })
})

const bits = fc.constantFrom(
  ...[
    'a',
    'B',
    'é',
    '\u0301',
    '1',
    '٣',
    '.',
    ',',
    "'",
    '’',
    ' ',
    '\n',
    '\0',
    '。',
    '中',
    '𠮷',
    'か',
    '\u3099',
    'ั',
    'ส',
    '한',
  ],
  ...['😀', '\ud800', '\udc00', '!', '𝟘', '\u{1e900}', '_', '\u0e33'],
)
const texts = fc.oneof(
  fc.array(bits, { maxLength: 25 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 25 }),
)
const spaced = (text: string) => text.replace(spaces, ' ')
const cases: [string, Split, RegExp, (text: string) => string][] = [
  ['words', words, js(wordPattern(false)), (text) => text],
  ['words with digits apart', digitsApart, js(wordPattern(true)), (text) => text],
  ['characters', splitCharacters, js(characterPattern()), (text) => text],
  ['pieces', splitPieces, js(piecePattern()), spaced],
]

it.each(cases)('%s are what the pattern in the file finds', (_, split, pattern, prepare) => {
  fc.assert(
    fc.property(texts, (text) => {
      const prepared = prepare(text)
      expect(splitWith(split, prepared)).toEqual(prepared.match(pattern) ?? [])
    }),
    { numRuns: 3000 },
  )
})

it.each(cases)(
  '%s: every code point is split as the pattern in the file does',
  (_, split, pattern, prepare) => {
    for (let start = 0; start < 0x110000; start += 256) {
      let text = ''
      for (let code = start; code < start + 256; code++) text += `${String.fromCodePoint(code)}a中 `
      const prepared = prepare(text)
      expect(splitWith(split, prepared)).toEqual(prepared.match(pattern) ?? [])
    }
  },
)
