import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attendedTokens } from './attended-tokens.ts'

/** Offsets of the characters of a text. */
function offsetsOf(text: string): Int32Array {
  const offsets: number[] = []
  let start = 0
  for (const { length } of text) {
    offsets.push(start, start + length)
    start += length
  }
  return Int32Array.from(offsets)
}

describe('attended tokens', () => {
  test('have the text that stands at their offsets, and the weights of each head', () => {
    const text = '退𠮷a😀'
    const attention = Float32Array.of(0.5, 0.25, 0.125, 0.125, 0, 0.25, 0, 0.5, 0.25, 0) // [2, 5]
    expect(attendedTokens(text, { offsets: offsetsOf(text) }, attention, 2)).toEqual([
      { text: '退', start: 0, end: 1, weight: [0.5, 0.25] },
      { text: '𠮷', start: 1, end: 3, weight: [0.25, 0] },
      { text: 'a', start: 3, end: 4, weight: [0.125, 0.5] },
      { text: '😀', start: 4, end: 6, weight: [0.125, 0.25] },
    ])
  })

  test('of any text, put together, are the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 3 }), (text, heads) => {
        const offsets = offsetsOf(text)
        const attention = new Float32Array(heads * (offsets.length / 2 + 1))
        const tokens = attendedTokens(text, { offsets }, attention, heads)
        expect(tokens.map((token) => token.text).join('')).toBe(text)
        expect(tokens.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text)
      }),
    )
  })

  test('are none for a text without tokens', () => {
    expect(attendedTokens('', { offsets: new Int32Array(0) }, new Float32Array(3), 3)).toEqual([])
  })

  test.each([
    ['too few values', 1, 1],
    ['values that are no whole rows', 5, 2],
  ])('are refused for %s', (_, values, heads) => {
    const encoding = { offsets: Int32Array.of(0, 1, 1, 2) }
    expect(() => attendedTokens('ab', encoding, new Float32Array(values), heads)).toThrow(RangeError)
  })
})
