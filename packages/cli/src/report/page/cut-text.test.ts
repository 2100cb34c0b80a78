import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutText } from './cut-text.ts'

test('a cut text is the beginning of the text, no longer than asked for, and ends between characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.integer({ min: 1, max: 90 }),
      (text, most) => {
        const cut = cutText(text, most)
        expect(text.startsWith(cut)).toBe(true)
        expect(cut.length).toBeLessThanOrEqual(most)
        expect(cut).not.toMatch(/\p{Surrogate}/u)
        if (text.length <= most) expect(cut).toBe(text)
      },
    ),
  )
})

test('it ends at a space where one is near', () => {
  expect(cutText('one two three four', 12)).toBe('one two')
  expect(cutText('x'.repeat(100), 12)).toBe('x'.repeat(12))
})
