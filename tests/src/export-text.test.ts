import type { AnswerSettings, TextgateConfigInput } from '@textgate/core'
import { exportText } from '@textgate/onnx-export'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { beforeAll, describe, expect, test } from 'vitest'
import { corpusTexts, randomClassifier } from './support/random-bundle.ts'

const SMALL = { embeddingSize: 8, hiddenSize: 8, ngramBuckets: 1024 } as const
const PORTABLE = { normalization: 'portable' } as const
const texts = [
  ...corpusTexts(),
  ...[
    '这家酒店的服务很好，房间也很干净。',
    'Елена купила ЁЛКУ',
    'Straße ÉTÉ été Été',
    '２０２４年 ＡＢＣ',
  ].flatMap((text) => [text, text]),
]

beforeAll(() => prepareBackend({ prefer: 'wasm' }))

async function certificateOf(config: TextgateConfigInput, answers?: AnswerSettings) {
  const { bundle, model, tokenizer } = await randomClassifier(config, {
    texts,
    ...(answers ? { answers } : {}),
  })
  try {
    return await exportText(bundle, { reference: model, tokenizer, texts })
  } finally {
    model.dispose()
  }
}

describe('one file that reads text', () => {
  test.each([
    ['words', { mode: 'words', ...PORTABLE }],
    ['words, digits apart, case kept', { mode: 'words', numbers: 'digits', lowercase: false, ...PORTABLE }],
    ['characters', { mode: 'characters', ...PORTABLE }],
    ['words of short texts, cut in the middle', { mode: 'words', maxLength: 7, ...PORTABLE }],
    ['words, cut behind', { mode: 'words', maxLength: 4, truncation: 'head', ...PORTABLE }],
    ['words, cut in front', { mode: 'words', maxLength: 4, truncation: 'tail', ...PORTABLE }],
  ] as const)('finds the ids of the tokenizer: %s', async (_, tokenizer) => {
    const { certificate } = await certificateOf({ model: SMALL, tokenizer })
    expect(certificate.texts).toMatchObject({ empty: 5, longest: 1, fuzzed: 1000 })
    expect(certificate.largestDifference).toBeLessThan(2e-6)
  })

  test.each([
    ['lstm', 'single', 'truncate'],
    ['rnn', 'ordinal', 'truncate'],
    ['cnn', 'single', 'windows'],
    ['linear', 'single', 'truncate'],
    ['gru', 'single', 'windows'],
    ['gru', 'multi', 'hierarchical'],
  ] as const)('answers like the trained model: %s, head %s, %s', async (encoder, head, longText) => {
    const windows = longText === 'truncate' ? {} : { windowLength: 6, windowOverlap: 2 }
    const pooling = encoder === 'linear' ? {} : ({ pooling: 'max-mean-attention' } as const)
    const model = { ...SMALL, ...windows, ...pooling, encoder, head, longText, ngrams: 2 }
    const tokenizer = { ...PORTABLE, maxLength: 40 }
    const order = { data: { labelOrder: ['a', 'b', 'c'] } }
    const { certificate } = await certificateOf({ model, tokenizer, ...(head === 'ordinal' ? order : {}) })
    expect(certificate.labelChanges).toBe(0)
  })

  test('answers by the thresholds of labels, and nothing where a text is unsure', async () => {
    const model = { ...SMALL, ngrams: 0 }
    const tokenizer = PORTABLE
    const unknown = { below: 0.6, wantedPrecision: 0.9, coverage: 0.5, precision: 0.9 }
    const sure = await certificateOf({ model, tokenizer }, { unknown })
    const thresholds = [0.3, 0.9, 0.5]
    const many = await certificateOf({ model: { ...model, head: 'multi' }, tokenizer }, { thresholds })
    for (const { certificate } of [sure, many]) expect(certificate.labelChanges).toBe(0)
  })

  test('is refused where the tokenizer of the bundle finds another id in one text of many', async () => {
    const { bundle, model, tokenizer } = await randomClassifier(
      { model: SMALL, tokenizer: PORTABLE },
      { texts },
    )
    const encodeIds = (text: string): Int32Array => {
      const ids = tokenizer.encodeIds(text)
      return text === texts[3] ? ids.map((id, i) => (i === 1 ? id + 1 : id)) : ids
    }
    await expect(exportText(bundle, { reference: model, tokenizer: { encodeIds }, texts })).rejects.toThrow(
      /PARITY_FAILED: the graph finds another id at token 1 in .*real text/,
    )
    const off = { predict: async () => new Float32Array(0) }
    await expect(exportText(bundle, { reference: off, tokenizer, texts })).rejects.toThrow(/PARITY_FAILED/)
    model.dispose()
  })

  test.each([
    [{ normalization: 'nfkc' }, /normalization nfkc changes .*--portable/],
    [{ mode: 'characters', normalization: 'none' }, /tokenizer\.mode characters/],
    [{ mode: 'bpe', maxVocabulary: 400 }, /byte-level BPE; .*tokenizer\.mode words/],
  ] as const)('is refused by name for a tokenizer of %j', async (tokenizer, reason) => {
    const input = { model: SMALL, tokenizer: { mode: 'words', ...tokenizer } } as const
    await expect(certificateOf(input)).rejects.toThrow(reason)
  })
})
