import type { TextgateConfigInput } from '@textgate/core'
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

async function certificateOf(config: TextgateConfigInput, more: object = {}) {
  const { bundle, model, tokenizer } = await randomClassifier(config, { texts, ...more })
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
})
