import { type Bundle, type ModelConfig, ONNX_METADATA, POOLINGS, padBatch } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportOnnx } from '../export-onnx.ts'
import { inspectModel } from '../inspect-model.ts'
import { openSession } from '../onnx-session.ts'
import { plainNetwork } from '../test/plain-network.ts'
import { sampleBundle, sampleTexts } from '../test/sample-bundle.ts'
import { exportQuantized, type QuantizationEvidence } from './export-quantized.ts'
import { QUANTIZATIONS, type Quantization } from './quantization.ts'

const texts = sampleTexts([5, 0, 12, 1, 7], 23)

/** Random texts of a random network: how many answers change says nothing of trained ones. */
const ANY_AGREEMENT = { minAgreement: 0 }

function evidenceOf({ manifest, weights }: Bundle, texts: readonly Int32Array[]): QuantizationEvidence {
  const { model } = manifest.config
  return {
    reference: plainNetwork(model, weights),
    texts,
    withWeights: (rounded, use) => use(plainNetwork(model, rounded)),
    ...ANY_AGREEMENT,
  }
}

const ENCODERS = ['gru', 'lstm', 'rnn', 'cnn', 'linear'] as const

function formsOf(encoder: ModelConfig['encoder']): readonly Quantization[] {
  if (encoder === 'linear') return ['int8']
  return encoder === 'cnn' ? ['int8', 'int4-embedding'] : QUANTIZATIONS
}

const cases = ENCODERS.flatMap((encoder) => formsOf(encoder).map((form) => [encoder, form] as const))

const networkOf = (encoder: ModelConfig['encoder']) =>
  fc.record({
    pooling: fc.constantFrom(...POOLINGS.filter((name) => encoder !== 'cnn' || !name.startsWith('last'))),
    longText: fc.constantFrom('truncate' as const, 'windows' as const, 'hierarchical' as const),
    head: fc.constantFrom('single' as const, 'multi' as const, 'ordinal' as const),
    layers: fc.integer({ min: 1, max: encoder === 'cnn' ? 1 : 3 }),
    bidirectional: fc.boolean(),
    embeddingSize: fc.integer({ min: 1, max: 9 }),
    hiddenSize: fc.integer({ min: 1, max: 9 }),
    ngrams: fc.integer({ min: encoder === 'linear' ? 1 : 0, max: 3 }),
    ngramWeighting: fc.constantFrom('count' as const, 'tf-idf' as const),
    maxLength: fc.integer({ min: 6, max: 20 }),
    lengths: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 30 }),
    seed: fc.integer(),
  })

test.each(cases)('any network of %s as %s computes what its rounded weights say', async (encoder, form) => {
  await fc.assert(
    fc.asyncProperty(networkOf(encoder), async ({ longText, maxLength, lengths, seed, ...rest }) => {
      const windows = longText === 'truncate' ? {} : { longText, windowLength: 5, windowOverlap: 2 }
      const bundle = sampleBundle({ model: { encoder, ...rest, ...windows }, maxLength, seed })
      const texts = sampleTexts([...lengths, 1], 23, seed)
      const { certificate } = await exportQuantized(bundle, form, evidenceOf(bundle, texts))
      // Rounding of states depends on the last digit of a float, and then moves a probability.
      expect(certificate.largestDifference).toBeLessThan(form === 'int8-bulk' ? 0.03 : 2e-6)
      expect(certificate.quantization?.mode).toBe(form)
    }),
    { numRuns: 15 },
  )
})

const ordinary = { embeddingSize: 96, hiddenSize: 32, ngrams: 2, ngramBuckets: 4096 } as const

test.each(QUANTIZATIONS)('%s of an ordinary network takes at most 0.28 of its float32 file', async (form) => {
  const bundle = sampleBundle({ model: ordinary, vocabularySize: 3000 })
  const evidence = evidenceOf(bundle, sampleTexts([9, 3, 12], 3000))
  const { onnx } = await exportOnnx(bundle, evidence)
  const model = await exportQuantized(bundle, form, evidence)
  expect(model.onnx.length / onnx.length).toBeLessThan(0.28)
})

test.each(QUANTIZATIONS)(
  'the file of %s carries its certificate, and needs no newer operators',
  async (form) => {
    const bundle = sampleBundle()
    const { onnx, certificate } = await exportQuantized(bundle, form, evidenceOf(bundle, texts))
    const { metadata, opsets } = inspectModel(onnx)
    expect(JSON.parse(metadata[ONNX_METADATA.certificate] as string)).toEqual(certificate)
    expect(opsets).toEqual({ 'ai.onnx': 17 })
  },
)

test.each(QUANTIZATIONS)('equal bundles give equal bytes of %s', async (form) => {
  const once = () => exportQuantized(sampleBundle(), form, evidenceOf(sampleBundle(), texts))
  expect(Buffer.from((await once()).onnx).equals((await once()).onnx)).toBe(true)
})

test('the record counts answers that differ from the trained model, and right ones of both', async () => {
  const bundle = sampleBundle()
  const evidence = evidenceOf(bundle, texts)
  const answers = await evidence.reference.predict(padBatch(texts))
  const best = texts.map((_, r) => indexOfBest(answers.subarray(3 * r, 3 * r + 3)))
  const exported = async (labels: readonly (readonly number[])[]) =>
    (await exportQuantized(bundle, 'int8', { ...evidence, labels })).certificate.quantization
  expect(await exported(best.map((label) => [label]))).toMatchObject({
    ...{ texts: 5, agreement: 1, accuracy: { trained: 1, quantized: 1 } },
  })
  const oneWrong = best.map((label, r) => [r === 0 ? (label + 1) % 3 : label])
  expect(await exported(oneWrong)).toMatchObject({ accuracy: { trained: 0.8, quantized: 0.8 } })
})

test('a form that answers too many texts otherwise is refused, with figures and the way out', async () => {
  const bundle = sampleBundle()
  const evidence = evidenceOf(bundle, texts)
  const contrary = {
    predict: async (batch: Parameters<typeof evidence.reference.predict>[0]) =>
      (await evidence.reference.predict(batch)).map((probability) => (1 - probability) / 2),
  }
  const error = await exportQuantized(bundle, 'int4-embedding', {
    ...{ ...evidence, reference: contrary },
    minAgreement: 0.9,
  }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    code: 'QUANTIZATION_TOO_COARSE',
    message: expect.stringMatching(/0\.0 % of 5 real texts .* 90\.0 % .* int8.*--min-agreement/),
    details: { mode: 'int4-embedding', agreement: 0, minAgreement: 0.9, texts: 5 },
  })
})

test.each(QUANTIZATIONS)('%s of other rounded weights is refused', async (form) => {
  // N-grams of random texts, and attention that has learnt nothing, move a probability by less than the tolerance of int8-bulk.
  const bundle = sampleBundle({ model: { pooling: 'max-mean', ngrams: form === 'int8-bulk' ? 0 : 2 } })
  const evidence = evidenceOf(bundle, texts)
  const { model } = bundle.manifest.config
  for (const name of bundle.weights.keys()) {
    const withWeights: QuantizationEvidence['withWeights'] = (rounded, use) => {
      const { shape, data } = rounded.get(name)!
      const other = { shape, data: data.map((value, i) => value + ((7 * i) % 5) - 2) }
      return use(plainNetwork(model, new Map(rounded).set(name, other)))
    }
    await expect(exportQuantized(bundle, form, { ...evidence, withWeights })).rejects.toMatchObject({
      code: 'PARITY_FAILED',
    })
  }
})

test('a text is answered by int8-bulk to the bit alike, alone and in any company', async () => {
  const bundle = sampleBundle({ model: { ...ordinary, layers: 2, pooling: 'last-max-mean-attention' } })
  const all = sampleTexts([5, 1, 12, 7, 3, 9, 12, 2], 23)
  const { onnx } = await exportQuantized(bundle, 'int8-bulk', evidenceOf(bundle, all))
  const session = await openSession({ onnx })
  const answersTo = async (some: readonly Int32Array[], columns: number) =>
    (await session.run(padBatch([...some], columns))).probabilities.data as Float32Array
  const together = await answersTo(all, 20)
  for (const [r, text] of all.entries()) {
    const alone = await answersTo([text], text.length)
    alone.forEach((probability, c) => {
      // Sums over time and the head's product may be in another order; a state that is rounded otherwise shows in far more.
      expect(Math.abs(probability - (together[3 * r + c] as number))).toBeLessThan(1e-6)
    })
  }
  await session.close()
})

test.each(['gru', 'lstm', 'rnn'] as const)(
  '%s as int8-bulk answers a batch without columns',
  async (encoder) => {
    const bundle = sampleBundle({ model: { encoder, pooling: 'last-max-mean' } })
    const { onnx } = await exportQuantized(bundle, 'int8-bulk', evidenceOf(bundle, texts))
    const session = await openSession({ onnx })
    const empty = { ids: new Int32Array(0), lengths: Int32Array.of(0, 0), size: 2, length: 0 }
    const padded = { ids: new Int32Array(8), lengths: Int32Array.of(0, 0), size: 2, length: 4 }
    const answers = (await session.run(empty)).probabilities.data
    expect(answers).toEqual((await session.run(padded)).probabilities.data)
    await session.close()
  },
)

test.each([
  ['cnn', 'int8-bulk'],
  ['linear', 'int8-bulk'],
  ['linear', 'int4-embedding'],
] as const)('%s as %s is refused by name', async (encoder, form) => {
  const bundle = sampleBundle({ model: { encoder, pooling: 'max', ngrams: 2 } })
  await expect(exportQuantized(bundle, form, evidenceOf(bundle, texts))).rejects.toMatchObject({
    code: 'EXPORT_UNSUPPORTED',
    message: expect.stringContaining(`model.encoder ${encoder} cannot be written as ${form}`),
  })
})

function indexOfBest(values: Float32Array): number {
  return values.indexOf(Math.max(...values))
}
