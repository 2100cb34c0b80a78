import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type NormalizationOptions, normalize } from './normalize.ts'
import { unitNormalizer } from './normalize-to-units.ts'
import { unitsToString } from './units-to-string.ts'

const combinations: NormalizationOptions[] = (['none', 'nfc', 'nfkc'] as const).flatMap((normalization) =>
  [true, false].flatMap((lowercase) =>
    (['keep', 'mask'] as const).map((numbers) => ({ normalization, lowercase, numbers })),
  ),
)
const codeUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
  .map((u) => String.fromCharCode(...u))
const marks = fc.integer({ min: 0x300, max: 0x36f }).map((code) => String.fromCodePoint(code))
const awkward = fc.constantFrom(
  ...[
    'a',
    'e\u0301',
    'İ',
    'Σ',
    'ΑΣ',
    'ﬁ',
    '…',
    '가',
    '\u1100',
    '\u1161',
    '\u11a8',
    '\uac00',
    'ｶ',
    'ﾞ',
    '㍿',
    '𝟘',
    '𝚺',
  ],
  ...[
    '\u200d',
    '\ufe0f',
    '\u00ad',
    '\ud83d',
    '\ude00',
    '😀',
    '\u0344',
    '\u0b3e',
    '\u0b47',
    '９',
    '\u{1d15e}',
    '\u{2f800}',
  ],
)
const texts = fc.oneof(
  codeUnits,
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.array(fc.oneof(marks, awkward, awkward), { maxLength: 20 }).map((parts) => parts.join('')),
)

describe.each(combinations)(
  'normalising units by $normalization, lowercase $lowercase, numbers $numbers',
  (options) => {
    const normalizeUnits = unitNormalizer(options)

    it('gives what normalising the whole string gives', () => {
      fc.assert(
        fc.property(texts, (text) => {
          const { units, length } = normalizeUnits(text, false)
          expect(unitsToString(units, 0, length)).toBe(normalize(text, options))
        }),
        { numRuns: 600 },
      )
    })

    it('maps every unit to the part of the text that it came from', () => {
      fc.assert(
        fc.property(texts, (text) => {
          const { units, length, starts, ends } = normalizeUnits(text, true)
          let i = 0
          let previousEnd = 0
          while (i < length) {
            const start = starts[i] as number
            const end = ends[i] as number
            expect(start).toBeGreaterThanOrEqual(previousEnd)
            const first = i
            while (i < length && starts[i] === start) expect(ends[i++]).toBe(end)
            expect(unitsToString(units, first, i)).toBe(normalize(text.slice(start, end), options))
            previousEnd = end
          }
        }),
        { numRuns: 200 },
      )
    })
  },
)

it('every code point alone, and before and after a letter with a mark, is normalised like its string', () => {
  for (const options of combinations.filter(({ numbers }) => numbers === 'keep')) {
    const normalizeUnits = unitNormalizer(options)
    const wrong: number[] = []
    for (let start = 0; start < 0x110000; start += 64) {
      let text = ''
      for (let code = start; code < start + 64; code++) text += `${String.fromCodePoint(code)}e\u0323\u0301`
      const { units, length } = normalizeUnits(text, false)
      if (unitsToString(units, 0, length) !== normalize(text, options)) wrong.push(start)
    }
    expect(wrong).toEqual([])
  }
})

it('a text of a million marks on one letter is normalised in one go', () => {
  const options = { normalization: 'nfkc', lowercase: true, numbers: 'keep' } as const
  const text = `a${'\u0301'.repeat(1_000_000)}b`
  expect(unitNormalizer(options)(text, true).length).toBe(1_000_001)
})
