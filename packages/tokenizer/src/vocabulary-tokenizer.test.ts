import { parseTokenizerConfig } from '@textgate/core'
import { describe, expect, test } from 'vitest'
import { loadTokenizer } from './load-tokenizer.ts'
import { vocabularyTokenizer } from './vocabulary-tokenizer.ts'

const config = parseTokenizerConfig({})
const tokens = ['<pad>', '<UNK>', 'where', 'parcel', '我', '?']

test('a token has the id of its place, and what is not listed is unknown', () => {
  const tokenizer = vocabularyTokenizer(tokens, config)
  expect([...tokenizer.encodeIds('Where is my parcel? 我')]).toEqual([2, 1, 1, 3, 5, 4])
  expect(tokenizer.vocabularySize).toBe(6)
  expect(tokenizer.config.mode).toBe('words')
})

test('its file is a tokenizer.json like any other', () => {
  const tokenizer = vocabularyTokenizer(tokens, config)
  const loaded = loadTokenizer(tokenizer.toJson())
  expect(loaded.fingerprint).toBe(tokenizer.fingerprint)
  expect(loaded.encodeIds('where 我')).toEqual(tokenizer.encodeIds('where 我'))
})

test('a portable one also finds other spellings of its tokens', () => {
  const portable = parseTokenizerConfig({ normalization: 'portable' })
  const tokenizer = vocabularyTokenizer([...tokens, 'élan'], portable)
  expect([...tokenizer.encodeIds('Élan ÉLAN élans')]).toEqual([6, 6, 1])
})

test('a vocabulary larger than a configuration learns is taken whole', () => {
  const many = [...tokens.slice(0, 2), ...Array.from({ length: 40 }, (_, i) => `word${i}`)]
  const small = parseTokenizerConfig({ maxVocabulary: 16 })
  expect(vocabularyTokenizer(many, small).encodeIds('word39')).toEqual(Int32Array.of(41))
})

describe('what gives no tokenizer is refused, and the message says why', () => {
  test.each([
    ['no padding', ['where', '<unk>', 'parcel'], 'id 0 is "where", where textgate has padding'],
    ['no unknown', ['', 'where', 'parcel'], 'id 1 is "where", where textgate has the unknown token'],
    ['nothing', [], 'id 0 is undefined'],
    ['a token twice', [...tokens, 'where'], 'token "where" is there twice'],
    ['padding again', [...tokens, '[PAD]'], 'token "[PAD]" is there twice'],
  ])('%s', (_, list, reason) => {
    expect(() => vocabularyTokenizer(list, config)).toThrow(
      expect.objectContaining({ code: 'TOKENIZER_INVALID', message: expect.stringContaining(reason) }),
    )
  })

  test('mode bpe, which needs merges', () => {
    const bpe = parseTokenizerConfig({ mode: 'bpe' })
    expect(() => vocabularyTokenizer(tokens, bpe)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})
