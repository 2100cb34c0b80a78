import { parseTokenizerConfig } from '@textgate/core'
import { trainTokenizer } from '@textgate/tokenizer'
import { expect, test } from 'vitest'
import { explainRows } from './explain-rows.ts'

const model = { predict: async ({ size }: { size: number }) => new Float32Array(size * 2).fill(0.5) }
const labels = ['no', 'yes']
const rowOf = (text: string) => ({
  ...{ row: 1, text, missed: [], wrong: [], right: [], explained: { label: 1, probability: 0.5 } },
})
/** Heads that weigh tokens by their number, the second one the other way round. */
const attendedText = async (text: string, { offsets }: { offsets: Int32Array }) => {
  const tokens = offsets.length / 2
  const all = (tokens * (tokens + 1)) / 2
  return Array.from({ length: tokens }, (_, t) => {
    const [start, end] = [offsets[2 * t]!, offsets[2 * t + 1]!]
    return { text: text.slice(start, end), start, end, weight: [(t + 1) / all, 0] }
  })
}

test('attention stands beside the effects where the model has it, a token each, as the mean of the heads', async () => {
  const text = 'one two three'
  const tokenizer = await trainTokenizer([text], parseTokenizerConfig({ mode: 'words', minFrequency: 1 }))
  const [plain] = await explainRows([rowOf(text)], { model, labels }, tokenizer)
  expect(plain!.attention).toBeUndefined()
  const [row] = await explainRows([rowOf(text)], { model, labels, attendedText }, tokenizer)
  expect(row!.attention!.runs).toEqual([0, 1, 2].map((start) => ({ start, end: start + 1 })))
  const expected = [1, 2, 3].map((share) => share / 6 / 2)
  expected.forEach((weight, run) => {
    expect(row!.attention!.weights[run]).toBeCloseTo(weight, 12)
  })
})

test('bytes of one character are one part, whose attention is their sum, however long the text is', async () => {
  const text = '𠮷'.repeat(40)
  const tokenizer = await trainTokenizer(
    ['plain words'],
    parseTokenizerConfig({ mode: 'bpe', maxVocabulary: 258 }),
  )
  const [row] = await explainRows([rowOf(text)], { model, labels, attendedText }, tokenizer)
  const { runs, weights } = row!.attention!
  expect(runs).toHaveLength(40)
  for (const { start, end } of runs) expect(end - start).toBe(4)
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(0.5, 12)
  expect(weights[0]).toBeCloseTo((1 + 2 + 3 + 4) / ((160 * 161) / 2) / 2, 12)
})
