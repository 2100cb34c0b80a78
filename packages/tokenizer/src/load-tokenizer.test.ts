import { readFileSync } from 'node:fs'
import { isTextgateError, parseTokenizerConfig } from '@textgate/core'
import { describe, expect, it } from 'vitest'
import { loadTokenizer } from './load-tokenizer.ts'
import { trainTokenizer } from './train-tokenizer.ts'

// biome-ignore lint/suspicious/noExplicitAny: the tests break the file in every way
type File = any
const words = (await trainTokenizer(['a b a b'], parseTokenizerConfig({}))).toJson()
const bpe = (await trainTokenizer(['abab abab'], parseTokenizerConfig({ mode: 'bpe' }))).toJson()

const breaks: [part: string, json: string, change: (file: File) => void][] = [
  [
    'version',
    words,
    (file) => {
      file.version = '2.0'
    },
  ],
  [
    'model',
    words,
    (file) => {
      file.model = []
    },
  ],
  [
    'model.type',
    words,
    (file) => {
      file.model.type = 'WordPiece'
    },
  ],
  [
    'model.unk_token',
    words,
    (file) => {
      file.model.unk_token = 'a'
    },
  ],
  [
    'model.textgate',
    words,
    (file) => {
      delete file.model.textgate
    },
  ],
  [
    'model.textgate.version',
    words,
    (file) => {
      file.model.textgate.version = 2
    },
  ],
  [
    'model.textgate.version',
    words,
    (file) => {
      file.model.textgate.version = 'one'
    },
  ],
  [
    'model.textgate.config',
    words,
    (file) => {
      file.model.textgate.config.mode = 'sentences'
    },
  ],
  [
    'model.textgate.config.mode',
    words,
    (file) => {
      file.model.textgate.config.mode = 'auto'
    },
  ],
  [
    'model.textgate.config',
    words,
    (file) => {
      file.model.textgate.config = null
    },
  ],
  [
    'model.textgate.segmenter',
    words,
    (file) => {
      file.model.textgate.segmenter = 3
    },
  ],
  [
    'model.textgate.segmenter',
    words,
    (file) => {
      file.model.textgate.config.chinese = 'jieba'
    },
  ],
  [
    'normalizer',
    words,
    (file) => {
      file.normalizer = null
    },
  ],
  [
    'normalizer',
    words,
    (file) => {
      file.model.textgate.config.lowercase = false
    },
  ],
  [
    'pre_tokenizer',
    words,
    (file) => {
      file.pre_tokenizer.pattern.Regex = '\\w+'
    },
  ],
  [
    'truncation',
    words,
    (file) => {
      file.truncation = { max_length: 5 }
    },
  ],
  [
    'padding',
    words,
    (file) => {
      file.padding = {}
    },
  ],
  [
    'post_processor',
    words,
    (file) => {
      file.post_processor = { type: 'ByteLevel' }
    },
  ],
  [
    'added_tokens',
    words,
    (file) => {
      file.added_tokens = [{ id: 0, content: '[PAD]' }]
    },
  ],
  [
    'decoder',
    bpe,
    (file) => {
      file.decoder = null
    },
  ],
  [
    'model.vocab',
    words,
    (file) => {
      file.model.vocab = null
    },
  ],
  [
    'model.vocab',
    words,
    (file) => {
      file.model.vocab.c = 9
    },
  ],
  [
    'model.vocab',
    words,
    (file) => {
      file.model.vocab.a = 3
    },
  ],
  [
    'model.vocab',
    words,
    (file) => {
      file.model.vocab.a = 'x'
    },
  ],
  [
    'model.vocab',
    words,
    (file) => {
      file.model.vocab = { '[UNK]': 0, '[PAD]': 1 }
    },
  ],
  [
    'model.vocab',
    words,
    (file) => {
      file.model.vocab = {}
    },
  ],
  [
    'model.vocab',
    words,
    (file) => {
      for (let i = 4; i < 40_000; i++) file.model.vocab[`w${i}`] = i
    },
  ],
  [
    'model.vocab',
    bpe,
    (file) => {
      file.model.vocab.xyz = file.model.vocab.a
      delete file.model.vocab.a
    },
  ],
  [
    'model.merges',
    bpe,
    (file) => {
      file.model.merges = 'a b'
    },
  ],
  [
    'model.merges',
    bpe,
    (file) => {
      file.model.merges[0] = ['a']
    },
  ],
  [
    'model.merges',
    bpe,
    (file) => {
      file.model.merges.push(['z', 'z'])
    },
  ],
]

describe('a broken tokenizer.json is refused', () => {
  it.each(breaks)('%s', (part, json, change) => {
    const file = JSON.parse(json)
    change(file)
    try {
      loadTokenizer(JSON.stringify(file))
      expect.fail('was loaded')
    } catch (error) {
      if (!isTextgateError(error)) throw error
      expect(error.code).toBe('TOKENIZER_INVALID')
      expect(error.details.part).toBe(part)
    }
  })

  it.each(['', '{', '[]', 'null', '{}', '{"version":"1.0"}'])('%j', (json) => {
    expect(() => loadTokenizer(json)).toThrow('TOKENIZER_INVALID')
  })
})

it('a file that was only formatted anew gives the same ids', () => {
  const loaded = loadTokenizer(JSON.stringify(JSON.parse(words), null, 4))
  expect(loaded.encodeIds('b a c')).toEqual(loadTokenizer(words).encodeIds('b a c'))
})

it.each([
  [
    'words-v1.tokenizer',
    '13ccf3e02b482c23c535255cd2db9889125092e0a23f9025825f490fcfb5e6fa',
    [12, 2, 26, 21, 3, 18, 7, 7, 7, 13, 8, 1],
  ],
  [
    'bpe-v1.tokenizer',
    'f7df9440977e41a2370be01d4a2c2b63e978ccf46bd8d9d28c93237d2ddbf444',
    [280, 264, 222, 167, 229, 242, 295, 265, 283, 15, 129, 100, 79, 72, 84, 85, 83, 129, 116, 78],
  ],
])(
  '%s, written by the first version of the format, loads and gives the ids it gave then',
  (name, sha256, ids) => {
    const tokenizer = loadTokenizer(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'))
    expect(tokenizer.fingerprint).toBe(sha256)
    expect([...tokenizer.encodeIds("Ｔhe ROOM 酒店很好… wasn't 1,299.50 Ångström")]).toEqual(ids)
  },
)
