import {
  type AnswerSettings,
  type ModelConfig,
  type ParityCertificate,
  POOLINGS,
  type ProbabilityModel,
  poolingParts,
} from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportOnnx } from './export-onnx.ts'
import { plainNetwork } from './test/plain-network.ts'
import { sampleBundle, sampleTexts } from './test/sample-bundle.ts'
import { verifyParity } from './verify-parity.ts'

const ENCODERS = ['gru', 'lstm', 'rnn', 'cnn', 'linear'] as const

const FIGURES = { wantedPrecision: 0.9, coverage: 0.5, precision: 0.9 }

function poolingsOf(encoder: ModelConfig['encoder']) {
  return POOLINGS.filter((pooling) => encoder !== 'cnn' || !pooling.startsWith('last'))
}

function hasAttention(pooling: ModelConfig['pooling']): boolean {
  return poolingParts(pooling).includes('attention')
}

const poolingOf = (encoder: ModelConfig['encoder']) =>
  fc
    .record({
      pooling: fc.constantFrom(...poolingsOf(encoder)),
      attentionHeads: fc.constantFrom(1, 3),
      attentionSize: fc.integer({ min: 1, max: 9 }),
    })
    .map(({ pooling, ...sizes }) => (hasAttention(pooling) ? { pooling, ...sizes } : { pooling }))

/** Texts read as they are or in short windows. */
const longTextOf = fc.oneof(
  fc.constant({}),
  fc
    .record({
      longText: fc.constantFrom('windows' as const, 'hierarchical' as const),
      windowLength: fc.integer({ min: 1, max: 9 }),
      share: fc.integer({ min: 0, max: 8 }),
    })
    .map(({ longText, windowLength, share }) => ({
      ...{ longText, windowLength },
      windowOverlap: Math.floor((share * windowLength) / 9),
    })),
)

const networkOf = (encoder: ModelConfig['encoder']) =>
  fc.record({
    pooling: poolingOf(encoder),
    longText: longTextOf,
    model: fc.record({
      head: fc.constantFrom('single' as const, 'multi' as const, 'ordinal' as const),
      encoder: fc.constant(encoder),
      layers: fc.integer({ min: 1, max: encoder === 'cnn' ? 1 : 3 }),
      bidirectional: fc.boolean(),
      filterWidths: fc
        .uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })
        .map((widths) => widths.toSorted((a, b) => a - b)),
      embeddingSize: fc.integer({ min: 1, max: 9 }),
      hiddenSize: fc.integer({ min: 1, max: 9 }),
      ngrams: fc.integer({ min: encoder === 'linear' ? 1 : 0, max: 4 }),
      ngramBuckets: fc.constantFrom('auto' as const, 1024 as const, 16_384 as const),
      ngramWeighting: fc.constantFrom('count' as const, 'tf-idf' as const),
    }),
    vocabularySize: fc.integer({ min: 2, max: 150 }),
    classes: fc.integer({ min: 2, max: 6 }),
    maxLength: fc.integer({ min: 1, max: 20 }),
    lengths: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 }),
    seed: fc.integer(),
  })

test.each(ENCODERS)(
  'any network of %s, exported, answers like the same equations in float64',
  async (encoder) => {
    await fc.assert(
      fc.asyncProperty(
        networkOf(encoder),
        async ({ pooling, longText, vocabularySize, classes, lengths, seed, ...one }) => {
          const labels = Array.from({ length: classes }, (_, c) => `label ${c}`)
          const model = { ...one.model, ...pooling, ...longText }
          const maxLength = Math.max(
            one.maxLength,
            'windowLength' in longText ? longText.windowLength + 1 : 1,
          )
          const bundle = sampleBundle({ model, vocabularySize, labels, maxLength, seed })
          const reference = plainNetwork(bundle.manifest.config.model, bundle.weights)
          const { certificate } = await exportOnnx(bundle, {
            reference,
            texts: sampleTexts([...lengths, 1], vocabularySize, seed),
          })
          expect(certificate.largestDifference).toBeLessThan(2e-6)
          expect(certificate.labelChanges).toBe(0)
        },
      ),
      { numRuns: 40 },
    )
  },
)

const variants = ENCODERS.flatMap((encoder) => {
  const isRecurrent = encoder !== 'cnn' && encoder !== 'linear'
  const poolings = ['last', 'max', 'mean', 'max-mean', 'mean-attention', 'last-max-mean-attention'] as const
  return poolings
    .filter((pooling) => poolingsOf(encoder).includes(pooling))
    .flatMap((pooling) =>
      (isRecurrent ? [1, 2] : [1]).flatMap((layers) =>
        (isRecurrent ? [true, false] : [true]).flatMap((bidirectional) =>
          (encoder === 'linear' ? [1, 2] : [0, 2]).map((ngrams) => ({
            ...{ encoder, pooling, layers, bidirectional, ngrams },
          })),
        ),
      ),
    )
})

test.each(variants)(
  '$encoder, $pooling, layers $layers, bidirectional $bidirectional, n-grams $ngrams is proved',
  async (model) => {
    const certificate = await certificateOf(model)
    expect(certificate.largestDifference).toBeLessThan(2e-6)
  },
)

const headed = POOLINGS.flatMap((pooling) =>
  (hasAttention(pooling) ? [1, 3] : [1]).map((attentionHeads) => ({ pooling, attentionHeads })),
)

test.each(headed)(
  '$pooling of $attentionHeads heads is proved, for texts of 0, 1 and many tokens',
  async (model) => {
    for (const seed of [1, 2, 3]) {
      const bundle = sampleBundle({ model, seed })
      const reference = plainNetwork(bundle.manifest.config.model, bundle.weights)
      const texts = sampleTexts([0, 1, 12, 7, 0, 1], 23, seed)
      expect((await exportOnnx(bundle, { reference, texts })).certificate.largestDifference).toBeLessThan(
        2e-6,
      )
    }
  },
)

const windowed = ENCODERS.flatMap((encoder) =>
  (encoder === 'linear' ? (['max'] as const) : poolingsOf(encoder)).flatMap((pooling) =>
    (['windows', 'hierarchical'] as const).map((longText) => ({ encoder, pooling, longText })),
  ),
)

test.each(windowed)(
  '$encoder, $pooling, $longText is proved, for texts of none, one, a window’s and more tokens',
  async ({ encoder, pooling, longText }) => {
    for (const windowOverlap of [0, 2, 4]) {
      const windows = { longText, windowLength: 5, windowOverlap }
      const model = { encoder, pooling, ngrams: 2, ...windows }
      const bundle = sampleBundle({ model, seed: windowOverlap, maxLength: 40 })
      const reference = plainNetwork(bundle.manifest.config.model, bundle.weights)
      const texts = sampleTexts([0, 1, 4, 5, 6, 9, 10, 11, 40, 23], 23)
      const { certificate } = await exportOnnx(bundle, { reference, texts })
      expect(certificate.largestDifference).toBeLessThan(2e-6)
      expect(certificate.texts['window-edge']).toBe(encoder === 'linear' ? undefined : 4)
    }
  },
)

test('a window of one token each and windows of which each shares all but one are proved', async () => {
  for (const sizes of [
    { windowLength: 1, windowOverlap: 0 },
    { windowLength: 7, windowOverlap: 6 },
  ]) {
    for (const pooling of ['last', 'max-mean-attention'] as const) {
      const certificate = await certificateOf({ pooling, longText: 'windows', ...sizes })
      expect(certificate.largestDifference).toBeLessThan(2e-6)
    }
  }
})

test('scores of attention that are far apart are proved too', async () => {
  const bundle = sampleBundle({ model: { pooling: 'attention', attentionHeads: 2 } })
  const { shape, data } = bundle.weights.get('attention.context')!
  const context = { shape, data: data.map((value) => 1000 * value) }
  const weights = new Map(bundle.weights).set('attention.context', context)
  const reference = plainNetwork(bundle.manifest.config.model, weights)
  const { certificate } = await exportOnnx(
    { ...bundle, weights },
    { reference, texts: sampleTexts([0, 1, 12, 7], 23) },
  )
  expect(certificate.labelChanges).toBe(0)
})

test.each(
  [1, 2, 3, 4].flatMap((ngrams) =>
    (['count', 'tf-idf'] as const).map((weighting) => [ngrams, weighting] as const),
  ),
)('n-grams up to %i by %s are proved, texts shorter than they too', async (ngrams, ngramWeighting) => {
  for (const pooling of POOLINGS) {
    const { largestDifference } = await certificateOf({ ngrams, ngramWeighting, pooling })
    expect(largestDifference).toBeLessThan(2e-6)
  }
})

test.each([
  ['thresholds of labels', 'multi', (edge: number): AnswerSettings => ({ thresholds: [0.5, edge, 0.5] })],
  ['unsure texts', 'single', (edge: number): AnswerSettings => ({ unknown: { ...FIGURES, below: edge } })],
] as const)(
  'by %s the answers are compared as users get them, and one on the edge is counted',
  async (_, head, settings) => {
    const texts = sampleTexts([3, 12, 7, 1], 23)
    const exported = async (edge: number, difference: number) => {
      const bundle = sampleBundle({ model: { head }, answers: settings(edge) })
      const plain = plainNetwork(bundle.manifest.config.model, bundle.weights)
      const reference: ProbabilityModel = {
        predict: async (batch) => (await plain.predict(batch)).map((p) => p + difference),
      }
      return { reference, ...(await exportOnnx(bundle, { reference, texts })) }
    }
    const { reference, certificate } = await exported(0.9, 0)
    expect(certificate).toMatchObject({ labelChanges: 0 })
    const empty = { ids: Int32Array.of(0), lengths: Int32Array.of(0), size: 1, length: 1 }
    const answers = await reference.predict(empty)
    const edge = head === 'multi' ? answers[1]! : Math.max(...answers)
    // The trained model's probability lies above, and that of the file below.
    const onEdge = (await exported(edge + 2e-6, 5e-6)).certificate
    expect(onEdge.labelChanges).toBeGreaterThan(0)
    expect(onEdge.largestDifference).toBeLessThan(1e-5)
  },
)

test('n-grams of ids up to 2^20 fall into the same buckets', async () => {
  const vocabularySize = 2 ** 20
  const model = { ngrams: 4, ngramBuckets: 4_194_304, embeddingSize: 1, hiddenSize: 1 } as const
  const bundle = sampleBundle({ model, vocabularySize, labels: ['a', 'b'] })
  const reference = plainNetwork(bundle.manifest.config.model, bundle.weights)
  const texts = sampleTexts([12, 12, 12, 3], vocabularySize)
  expect((await exportOnnx(bundle, { reference, texts })).certificate.largestDifference).toBeLessThan(2e-6)
})

test('n-grams of tens of thousands of tokens are summed as exactly as those of few', async () => {
  const model = { encoder: 'linear', ngrams: 2, longText: 'windows' } as const
  const bundle = sampleBundle({ model, maxLength: 32_768 })
  const { shape, data } = bundle.weights.get('ngrams.kernel')!
  // So small that 65,536 equal features leave a probability between 0 and 1.
  const kernel = { shape, data: data.map((value) => value / 200) }
  const weights = new Map(bundle.weights).set('ngrams.kernel', kernel)
  const reference = plainNetwork(bundle.manifest.config.model, weights)
  const texts = sampleTexts([32_768, 255, 256, 257, 9], 23)
  const { certificate } = await exportOnnx({ ...bundle, weights }, { reference, texts })
  expect(certificate.largestDifference).toBeLessThan(1e-6)
})

test.each(ENCODERS)('a network of %s of ordinary size is proved on long texts', async (encoder) => {
  const model = { encoder, embeddingSize: 32, hiddenSize: 48, ngrams: encoder === 'linear' ? 2 : 0 }
  const bundle = sampleBundle({ model, maxLength: 150, seed: 3 })
  const reference = plainNetwork(bundle.manifest.config.model, bundle.weights)
  const { certificate } = await exportOnnx(bundle, { reference, texts: sampleTexts([150, 40, 9], 23) })
  expect(certificate.largestDifference).toBeLessThan(2e-6)
})

test('the certificate says what was compared, with what and how close it was', async () => {
  expect(await certificateOf({})).toEqual({
    texts: { real: 4, empty: 4, 'one-token': 22, longest: 4, fuzzed: 32, padded: 71 },
    inputsSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    machine: expect.stringContaining(process.arch),
    largestDifference: expect.any(Number),
    tolerance: 1e-5,
    labelChanges: 0,
    opset: 17,
    versions: {
      '@textgate/onnx-export': expect.any(String),
      'onnxruntime-node': '1.30.0',
      node: process.versions.node,
    },
  })
})

test('equal bundles and texts give equal bytes and compare equal inputs', async () => {
  const once = async () => {
    const bundle = sampleBundle()
    const reference = plainNetwork(bundle.manifest.config.model, bundle.weights)
    return exportOnnx(bundle, { reference, texts: sampleTexts([4, 0, 9], 23) })
  }
  const [first, second] = [await once(), await once()]
  expect(Buffer.from(first.onnx).equals(Buffer.from(second.onnx))).toBe(true)
  expect(first.certificate.inputsSha256).toBe(second.certificate.inputsSha256)
})

test('the bundle goes through unchanged, and a written file can be proved again', async () => {
  const bundle = sampleBundle()
  const reference = plainNetwork(bundle.manifest.config.model, bundle.weights)
  const texts = sampleTexts([4, 0, 9], 23)
  const servable = await exportOnnx(bundle, { reference, texts })
  expect(servable).toMatchObject({ manifest: bundle.manifest, tokenizerJson: bundle.tokenizerJson })
  expect(servable.weights).toBe(bundle.weights)
  const again = await verifyParity({
    onnx: servable.onnx,
    reference,
    texts,
    vocabularySize: 23,
    maxLength: 12,
    classes: 3,
    opset: 17,
  })
  expect(again.inputsSha256).toBe(servable.certificate.inputsSha256)
})

test('of more texts than a thousand, a thousand are compared', async () => {
  const bundle = sampleBundle({ model: { hiddenSize: 1, embeddingSize: 1, bidirectional: false } })
  const reference = plainNetwork(bundle.manifest.config.model, bundle.weights)
  const lengths = Array.from({ length: 2600 }, (_, i) => i % 3)
  const { certificate } = await exportOnnx(bundle, { reference, texts: sampleTexts(lengths, 23) })
  expect(certificate.texts.real).toBe(1000)
})

async function certificateOf(model: Partial<ModelConfig>): Promise<ParityCertificate> {
  const bundle = sampleBundle({ model })
  const reference = plainNetwork(bundle.manifest.config.model, bundle.weights)
  const texts = sampleTexts([3, 12, 0, 7, 1], 23)
  return (await exportOnnx(bundle, { reference, texts })).certificate
}
