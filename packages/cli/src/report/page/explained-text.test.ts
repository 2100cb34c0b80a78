import { expect, test } from 'vitest'
import type { ExplainedRow } from '../report.ts'
import { english } from '../words/english.ts'
import { explainedText } from './explained-text.ts'

/** A row whose words are its tokens, each a run of its own. */
function rowOf(text: string, effects: readonly number[]): ExplainedRow {
  const tokens = [...text.matchAll(/\S+/g)].map(({ index, 0: word }) => [index, index + word.length])
  return {
    ...{ row: 1, text, missed: [{ label: 0, probability: 0.1 }], right: [] },
    ...{ wrong: [{ label: 1, probability: 0.8 }], explained: { label: 1, probability: 0.8 } },
    offsets: Int32Array.from(tokens.flat()),
    runs: tokens.map((_, start) => ({ start, end: start + 1 })),
    effects: Float64Array.from(effects),
  }
}
const textOf = (row: ExplainedRow): string =>
  String(explainedText(row, english))
    .replace(/<[^>]*>/g, '')
    .replaceAll('\u00a0', ' ')

test('says how far the answer falls and rises without the strongest parts, in their order', () => {
  const said = textOf(rowOf('a good but dull film', [0.001, Math.log(2), -Math.log(1.2), -0.01, Math.log(4)]))
  expect(said).toContain('The answer falls without film to 20.0 % good to 40.0 %')
  expect(said).toContain('It rises without but to 96.0 % dull to 80.8 %')
})

test('says so where no part does much', () => {
  const said = textOf(rowOf('a long text', [0.001, 0.002, -0.001]))
  expect(said).toContain(`${english.words.little} long to 79.8 % a to 79.9 %`)
})

test('a probability above 1, which removing cannot give, is never shown', () => {
  expect(textOf(rowOf('two words', [-5, 1]))).toContain('two to 100.0 %')
})

test('a run over what the model has not read marks only what it has', () => {
  const text = `begin ${'x'.repeat(500)} end`
  const row = { ...rowOf(text, [0.5]), offsets: Int32Array.of(0, 5, 507, 510), runs: [{ start: 0, end: 2 }] }
  const markup = String(explainedText(row, english))
  expect([...markup.matchAll(/<mark[^>]*>([^<]*)/g)].map(([, part]) => part)).toEqual(['begin', 'end'])
})

test('says where the model looked most, with all of it as marks to open, and nothing where it has no attention', () => {
  const row = rowOf('a good but dull film', [0.1, 0.1, 0.1, 0.1, 0.1])
  const attention = { runs: row.runs, weights: Float64Array.of(0.05, 0.5, 0.04, 0.3, 0.11) }
  const markup = String(explainedText({ ...row, attention }, english))
  expect(textOf({ ...row, attention })).toContain('It looked most at good 50.0 % dull 30.0 % film 11.0 %')
  const looked = [...markup.matchAll(/<mark class="looked m(\d)" title="([^"]*)">([^<]*)/g)]
  expect(looked.map(([, strength, , word]) => [word, strength])).toEqual([
    ['good', '4'],
    ['dull', '2'],
    ['film', '1'],
  ])
  expect(looked.map(([, , title]) => title)).toEqual(['50.0\u00a0%', '30.0\u00a0%', '11.0\u00a0%'])
  expect(markup).toContain(english.words.showAttention)
  expect(textOf(row)).not.toContain(english.words.looked)
  expect(String(explainedText(row, english))).not.toContain('class="looked')
})

test('a text without tokens is shown as it is', () => {
  expect(textOf(rowOf('   ', []))).toBe('   ')
})
