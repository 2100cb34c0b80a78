import { expect, test } from 'vitest'
import { english } from '../words/english.ts'
import { markedText } from './marked-text.ts'

const TEXT = 'a <good> film, but dull'
const part = (word: string, value: number) => {
  const start = TEXT.indexOf(word)
  const kind = value > 0 ? ('for' as const) : ('against' as const)
  return { start, end: start + word.length, value, kind, title: `${word}!` }
}
const textOf = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')

test('parts are marked by side and strength, the strongest of the text as the measure', () => {
  const markup = String(markedText(TEXT, [part('<good>', 2), part('but', -0.1), part('dull', -1)], english))
  expect(markup).toContain('<mark class="for m4" title="&lt;good&gt;!">&lt;good&gt;</mark>')
  expect(markup).toContain('<mark class="against m2" title="dull!">dull</mark>')
  expect(markup).not.toContain('title="but!"')
  expect(textOf(markup)).toBe(TEXT)
})

test('what the model has not read is left out where it is long, with how much it is', () => {
  const text = `begin ${'x'.repeat(5000)} end`
  const parts = [
    { start: 0, end: 5, value: 1, kind: 'for' as const, title: '' },
    { start: 5007, end: 5010, value: 1, kind: 'for' as const, title: '' },
  ]
  const shown = textOf(String(markedText(text, parts, english)))
  expect(shown).toMatch(/^begin x+ \[… 4,\d+ characters left out\] end$/)
  expect(shown.length).toBeLessThan(100)
})

test('a text without effects is shown without marks', () => {
  expect(String(markedText(TEXT, [part('film', 0)], english))).not.toContain('<mark')
})
