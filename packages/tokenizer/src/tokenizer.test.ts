import { parseTokenizerConfig, type TokenizerConfig } from '@textgate/core'
import { tokenizerLaws } from '@textgate/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadTokenizer } from './load-tokenizer.ts'
import { normalize } from './normalize.ts'
import { portableTokens } from './portable-tokens.ts'
import type { Segmenter } from './segmenter.ts'
import { trainTokenizer } from './train-tokenizer.ts'

const segmenter: Segmenter = { name: 'jieba', segment: (text) => text.match(/.{1,2}/gu) ?? [] }
const corpus = [
  "The room wasn't clean, but the staff were friendly. Room 12 costs $1,299.50 a night!",
  'Straße, Ärger und Größe: İstanbul’da ΟΔΥΣΣΕΥΣ… ﬁne ½ price ①②③',
  '这家酒店的服务很好，房间也很干净。２０２４年我还会再来！！！',
  '很好很好，服务一般般，价格１２８元。アパート한국어สวัสดี 👍👍🏽 👨‍👩‍👧',
]
const repeated = [...corpus, ...corpus]
const configs: TokenizerConfig[] = [
  ...(['none', 'nfc', 'nfkc'] as const).flatMap((normalization) =>
    [true, false].flatMap((lowercase) =>
      (['keep', 'digits', 'mask'] as const).flatMap((numbers) =>
        (['words', 'characters'] as const).map((mode) =>
          parseTokenizerConfig({ mode, normalization, lowercase, numbers }),
        ),
      ),
    ),
  ),
  ...(['none', 'nfc', 'nfkc'] as const).map((normalization) =>
    parseTokenizerConfig({ mode: 'bpe', normalization, lowercase: normalization === 'nfkc' }),
  ),
  ...[true, false].flatMap((lowercase) =>
    (['keep', 'digits'] as const).flatMap((numbers) =>
      (['words', 'characters'] as const).map((mode) =>
        parseTokenizerConfig({ mode, normalization: 'portable', lowercase, numbers }),
      ),
    ),
  ),
  parseTokenizerConfig({ mode: 'words', chinese: 'jieba' }),
  ...(['head', 'tail', 'head-tail'] as const).flatMap((truncation) => [
    parseTokenizerConfig({ truncation, maxLength: 5 }),
    parseTokenizerConfig({ truncation, maxLength: 4, mode: 'characters' }),
    parseTokenizerConfig({ truncation, maxLength: 3, mode: 'bpe', maxVocabulary: 300 }),
  ]),
]
const named = configs.map((config) => {
  const { minFrequency: _m, maxVocabulary: _v, ...rest } = config
  return [Object.values(rest).join(' '), config] as const
})
const texts = fc.oneof(
  // U+0000 to U+007F alone have a way of their own.
  fc.string({ unit: 'binary-ascii', maxLength: 60 }),
  fc.array(fc.constantFrom(..."abAB01.,' -'\n"), { maxLength: 40 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom(...corpus.join(''), '\u0301', '\u200b', '[PAD]', '[UNK]', '\ud83d'), {
      maxLength: 40,
    })
    .map((parts) => parts.join('')),
)

describe.each(named)('%s', (_, config) => {
  const training = trainTokenizer(repeated, config, { segmenter })

  it.each(tokenizerLaws)('$claim', async ({ check }) => {
    const tokenizer = await training
    for (const text of corpus) check(tokenizer, text)
    fc.assert(
      fc.property(texts, (text) => check(tokenizer, text)),
      { numRuns: 60 },
    )
  })

  it('written and loaded again it is the same tokenizer', async () => {
    const tokenizer = await training
    const loaded = loadTokenizer(tokenizer.toJson(), { segmenter })
    expect(loaded.toJson()).toBe(tokenizer.toJson())
    expect(loaded.fingerprint).toBe(tokenizer.fingerprint)
    expect(loaded.notes).toEqual(tokenizer.notes)
    expect(loaded.vocabularySize).toBe(tokenizer.vocabularySize)
    fc.assert(
      fc.property(texts, (text) => {
        expect(loaded.encode(text)).toEqual(tokenizer.encode(text))
      }),
      { numRuns: 60 },
    )
  })

  it('has at most maxLength tokens', async () => {
    const { encodeIds } = await training
    for (const text of corpus) expect(encodeIds(text.repeat(50)).length).toBeLessThanOrEqual(config.maxLength)
  })

  if (config.mode !== 'bpe') {
    it("each known token is the normalised text at the token's place", async () => {
      const tokenizer = await training
      const { canonicalToken } = portableTokens(config.lowercase)
      const meaningOf = (slice: string): string => {
        const normalized = normalize(slice, config)
        return config.normalization === 'portable' ? canonicalToken(normalized) : normalized
      }
      const claim = (text: string) => {
        const { ids, offsets } = tokenizer.encode(text)
        ids.forEach((id, i) => {
          const slice = text.slice(offsets[2 * i] as number, offsets[2 * i + 1] as number)
          // One character that becomes several tokens (… is three full stops) is the place of each of them.
          if (id > 1) expect(meaningOf(slice)).toContain(tokenizer.tokenOf(id))
        })
      }
      for (const text of corpus) claim(text)
      fc.assert(fc.property(texts, claim), { numRuns: 60 })
    })
  }
})

it('offsets point into the original text where normalisation changes its length', async () => {
  const tokenizer = await trainTokenizer(repeated, parseTokenizerConfig({}))
  const slices = (text: string) => {
    const { ids, offsets } = tokenizer.encode(text)
    return [...ids].map((_, i) => text.slice(offsets[2 * i], offsets[2 * i + 1]))
  }
  expect(slices('İstanbul… ﬁne ½!')).toEqual(['İstanbul', '…', '…', '…', 'ﬁne', '½', '½', '½', '!'])
  expect(slices('e\u0301te\u0301 ２０２４年\u200d好')).toEqual([
    'e\u0301te\u0301',
    '２０２４',
    '年\u200d',
    '好',
  ])
})

it('in bpe mode the blank before a word is not part of its place', async () => {
  const tokenizer = await trainTokenizer(repeated, parseTokenizerConfig({ mode: 'bpe' }))
  const text = "The room wasn't  clean"
  const { ids, offsets } = tokenizer.encode(text)
  const slices = [...ids].map((_, i) => text.slice(offsets[2 * i], offsets[2 * i + 1]))
  expect(slices.join('')).toBe("Theroomwasn'tclean")
})

it('truncation keeps the head, the tail, or both halves', async () => {
  const text = corpus[0] as string
  const whole = (await trainTokenizer(repeated, parseTokenizerConfig({}))).encode(text)
  const cases = { head: [0, 1, 2, 3, 4], tail: [-5, -4, -3, -2, -1], 'head-tail': [0, 1, 2, -2, -1] } as const
  for (const [truncation, kept] of Object.entries(cases)) {
    const config = parseTokenizerConfig({ truncation, maxLength: 5 })
    const { ids, offsets } = (await trainTokenizer(repeated, config)).encode(text)
    expect([...ids]).toEqual(kept.map((i) => whole.ids.at(i)))
    expect([...offsets]).toEqual(
      kept.flatMap((i) => [...whole.offsets.subarray(2 * (i < 0 ? whole.ids.length + i : i))].slice(0, 2)),
    )
  }
})

it('a text of five million characters is encoded, and an endless word too', async () => {
  const words = await trainTokenizer(repeated, parseTokenizerConfig({}))
  const bpe = await trainTokenizer(repeated, parseTokenizerConfig({ mode: 'bpe' }))
  expect(words.encodeIds('room '.repeat(1_000_000)).length).toBe(400)
  expect(bpe.encodeIds('很'.repeat(300_000)).length).toBe(400)
})
