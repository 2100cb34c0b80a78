import { parseTokenizerConfig, sha256Hex } from '@textgate/core'
import { expect, it } from 'vitest'
import { trainTokenizer } from './train-tokenizer.ts'

const config = parseTokenizerConfig({})
const texts = ['the cat sat', 'the dog sat', '很好 很好']

it('the vocabulary is padding, unknown, then tokens by frequency and code units', async () => {
  const tokenizer = await trainTokenizer(texts, config)
  const tokens = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.tokenOf(id))
  expect(tokens).toEqual(['[PAD]', '[UNK]', 'sat', 'the', '好', '很'])
  expect(tokenizer.tokenOf(6)).toBeUndefined()
  expect([...tokenizer.encodeIds('The cat 很 sat')]).toEqual([3, 1, 5, 2])
})

it('a list, a stream and any order of the texts give the same file', async () => {
  async function* stream() {
    yield* texts.toReversed()
  }
  const fromList = await trainTokenizer(texts, config)
  const fromStream = await trainTokenizer(stream(), config)
  expect(fromStream.toJson()).toBe(fromList.toJson())
  expect(fromList.fingerprint).toBe(sha256Hex(fromList.toJson()))
})

it.each(['words', 'characters', 'bpe'] as const)(
  '%s: the vocabulary never has more than maxVocabulary ids',
  async (mode) => {
    const many = Array.from(
      { length: 600 },
      (_, i) => `w${i} ${String.fromCharCode(0x4e00 + i)} w${i} ${String.fromCharCode(0x4e00 + i)}`,
    )
    const tokenizer = await trainTokenizer(many, parseTokenizerConfig({ mode, maxVocabulary: 300 }))
    expect(tokenizer.vocabularySize).toBe(300)
  },
)

it('texts without a token that is frequent enough are refused', async () => {
  for (const mode of ['words', 'characters', 'bpe'] as const) {
    await expect(trainTokenizer(['', ' \n'], parseTokenizerConfig({ mode }))).rejects.toMatchObject({
      code: 'VOCABULARY_EMPTY',
    })
  }
  await expect(trainTokenizer(['all words once'], config)).rejects.toThrow('3 distinct tokens')
})

it('a configuration that makes no sense is refused', async () => {
  await expect(trainTokenizer(texts, { ...config, maxLength: 0 })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  })
})

it('memory stays bounded on an endless stream of new words, and the notes say that counts are low', async () => {
  function* endless() {
    for (let i = 0; i < 9_000; i++) {
      let text = 'always here '
      for (let k = 0; k < 60; k++) text += `w${(i * 60 + k).toString(36)} `
      yield text
    }
  }
  const tokenizer = await trainTokenizer(endless(), parseTokenizerConfig({ maxVocabulary: 16 }))
  expect([tokenizer.tokenOf(2), tokenizer.tokenOf(3)]).toEqual(['always', 'here'])
  expect(tokenizer.notes.join()).toContain('counts may be up to')
})

it('bpe reads any text byte by byte: nothing is unknown', async () => {
  const tokenizer = await trainTokenizer(texts, parseTokenizerConfig({ mode: 'bpe' }))
  const { ids } = tokenizer.encode('Ω unseen 𠮷 \ud800')
  expect([...ids]).not.toContain(1)
})
