import { type Bundle, type ModelConfig, parseConfig, randomGenerator } from '@textgate/core'
import { createTextClassifier, loadWeights, readWeights, type TextClassifier } from '@textgate/gru-model'
import { exportOnnx } from '@textgate/onnx-export'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { beforeAll, expect, test } from 'vitest'

const VOCABULARY = 50
const LABELS = ['a', 'b', 'c']

beforeAll(() => prepareBackend({ prefer: 'wasm' }))

/** A model of random weights of trained size. */
async function randomModel(config: ModelConfig): Promise<TextClassifier> {
  const random = randomGenerator('long texts')
  const sizes = { vocabularySize: VOCABULARY, classes: LABELS.length, random }
  const model = createTextClassifier(config, sizes)
  const weights = await readWeights(model)
  for (const [name, { shape, data }] of weights) {
    const inputs = data.length / (shape.at(-1) as number)
    // Rows of n-grams are summed over the whole text.
    const deviation =
      { embedding: 1, 'ngrams.kernel': 1e-3 }[name] ?? (shape.length === 1 ? 0.3 : inputs ** -0.5)
    for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal()
  }
  loadWeights(model, weights)
  return model
}

test.each([
  ['gru', 'max-mean', 'windows'],
  ['gru', 'attention', 'windows'],
  ['lstm', 'last-max-mean-attention', 'windows'],
  ['cnn', 'mean-attention', 'windows'],
  ['cnn', 'attention', 'windows'],
  ['gru', 'max-mean', 'hierarchical'],
  ['rnn', 'last-attention', 'hierarchical'],
  ['cnn', 'max-attention', 'hierarchical'],
] as const)(
  'of texts of 32,768 tokens %s with pooling %s, %s, is proved well within the limit',
  async (encoder, pooling, longText) => {
    const network = { encoder, pooling, longText, embeddingSize: 32, hiddenSize: 32, ngramBuckets: 1024 }
    const config = parseConfig({ model: network })
    expect(config.tokenizer.maxLength).toBe(32_768)
    const model = await randomModel(config.model)
    const bundle: Bundle = {
      manifest: {
        ...{ formatVersion: 1, labels: LABELS, config, vocabularySize: VOCABULARY },
        ...{ tokenizerFingerprint: 'f'.repeat(64), metrics: {}, versions: {} },
        training: { backend: 'none', epochs: 0, steps: 0, bestEpoch: 0, data: {} },
      },
      tokenizerJson: '{}',
      weights: await readWeights(model),
    }
    const random = randomGenerator('texts')
    const texts = [0, 3, 300, 9000].map((length) =>
      Int32Array.from({ length }, () => 1 + random.integer(VOCABULARY - 1)),
    )
    const { certificate } = await exportOnnx(bundle, { reference: model, texts })
    expect(certificate.texts.longest).toBe(4)
    expect(certificate.largestDifference).toBeLessThan(certificate.tolerance / 2)
    model.dispose()
  },
)
