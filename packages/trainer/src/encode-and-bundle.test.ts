import {
  PADDING_ID,
  parseConfig,
  parseManifest,
  type TextgateConfigInput,
  type Tokenizer,
  UNKNOWN_ID,
} from '@textgate/core'
import { expect, test } from 'vitest'
import { encodeExamples, rowIds, rowLengths, selectExamples } from './encoded-examples.ts'
import { predictExamples } from './evaluate.ts'
import { classificationMetrics } from './metrics/index.ts'
import { probabilitiesOf } from './probabilities-of.ts'
import { toBundle } from './to-bundle.ts'
import type { TrainingResult } from './training-event.ts'

/** A token a character; unknown above `z`. */
const tokenizer: Tokenizer = {
  vocabularySize: 28,
  fingerprint: '0'.repeat(64),
  encode: () => {
    throw new Error('encodeIds is enough')
  },
  encodeIds: (text) =>
    Int32Array.from(text, (c) => (c >= 'a' && c <= 'z' ? c.charCodeAt(0) - 95 : UNKNOWN_ID)),
}
const ROWS = [
  { text: 'abc', label: 'x' },
  { text: '', label: 'y' },
  { text: 'é', label: 'x' },
]

test('texts are packed with their lengths and labels', async () => {
  const encoded = await encodeExamples(tokenizer, ROWS, ['y', 'x'])
  expect([...encoded.ids]).toEqual([2, 3, 4, 1])
  expect([...encoded.labels]).toEqual([1, 0, 1])
  expect([...rowLengths(encoded)]).toEqual([3, 0, 1])
  expect([...rowIds(encoded, 0)]).toEqual([2, 3, 4])
  const picked = selectExamples(encoded, [2, 0])
  expect([...picked.ids]).toEqual([1, 2, 3, 4])
  expect([...picked.labels]).toEqual([1, 1])
})

test('many rows keep their places while the arrays grow', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => ({
    text: 'abcdefg'.slice(0, i % 8),
    label: i % 2 ? 'x' : 'y',
  }))
  const encoded = await encodeExamples(tokenizer, rows, ['x', 'y'])
  rows.forEach(({ text }, row) => {
    expect(rowIds(encoded, row)).toEqual(tokenizer.encodeIds(text))
  })
})

test('an unknown label is refused with its row', async () => {
  await expect(encodeExamples(tokenizer, ROWS, ['x', 'z'])).rejects.toThrow(/DATA_ROW_INVALID: row 2 .*"y"/)
})

test('probabilities come in the order of the rows, whatever the batches', async () => {
  const encoded = await encodeExamples(tokenizer, [...ROWS, { text: 'zz', label: 'y' }], ['x', 'y'])
  const model = {
    predict: async ({ ids, size, length }: { ids: Int32Array; size: number; length: number }) => {
      expect(ids.filter((id) => id === PADDING_ID).length).toBeLessThan(4)
      return Float32Array.from(
        { length: size * 2 },
        (_, i) => (ids[Math.floor(i / 2) * length] as number) * (i % 2 ? 10 : 1),
      )
    },
  }
  expect([...(await predictExamples(model, encoded, 2, { batchSize: 2, batchTokens: 100 }))]).toEqual([
    2, 20, 0, 0, 1, 10, 27, 270,
  ])
})

test('softmax rows sum to 1, for large logits too', () => {
  const probabilities = probabilitiesOf('single', Float32Array.of(1, 2, 1e30, -1e30), 2)
  expect(probabilities[0]).toBeCloseTo(1 / (1 + Math.E), 7)
  expect([...probabilities.subarray(2)]).toEqual([1, 0])
})

test('each label of head multi has a probability of its own, for large logits too', () => {
  const probabilities = probabilitiesOf('multi', Float32Array.of(0, 2, 1e30, -1e30), 2)
  expect(probabilities[1]).toBeCloseTo(1 / (1 + Math.exp(-2)), 7)
  expect([probabilities[0], ...probabilities.subarray(2)]).toEqual([0.5, 1, 0])
})

test('rows with lists of labels are packed, in whatever order a row lists them', async () => {
  const rows = [
    { text: 'a', labels: ['y', 'x'] },
    { text: 'b', labels: [] },
    { text: 'c', labels: ['z', 'z'] },
  ]
  const encoded = await encodeExamples(tokenizer, rows, ['x', 'y', 'z'])
  expect(encoded).toMatchObject({
    labels: Int32Array.of(0, 1, 2),
    labelOffsets: Int32Array.of(0, 2, 2, 3),
    size: 3,
  })
  const picked = selectExamples(encoded, [2, 0])
  expect(picked).toMatchObject({
    ids: Int32Array.of(4, 2),
    labels: Int32Array.of(2, 0, 1),
    labelOffsets: Int32Array.of(0, 1, 3),
  })
  await expect(encodeExamples(tokenizer, rows, ['x', 'y'])).rejects.toThrow(/DATA_ROW_INVALID: row 3 .*"z"/)
})

test('a bundle of head multi keeps the thresholds of its labels', () => {
  const parts = {
    weights: new Map(),
    tokenizer: { ...tokenizer, toJson: () => '{}' },
    labels: ['x', 'y'],
    config: parseConfig({ model: { head: 'multi' } }),
    result: {
      ...({ reason: 'epochs', backend: 'cpu', epochs: 1, steps: 2, bestEpoch: 1 } as const),
      thresholds: [0.25, 0.5],
    },
  }
  expect(toBundle(parts).manifest.answers).toEqual({ thresholds: [0.25, 0.5] })
})

test('the configuration of a bundle has what training chose for n-grams, or what was asked for', () => {
  const choices = {
    ...({ priors: 'naive-bayes', sharing: 'prefixes' } as const),
    scale: { slopes: [1, 1], offsets: [0, 0] },
  }
  const trainingOf = (training: TextgateConfigInput['training'], chosen = {}) =>
    toBundle({
      weights: new Map(),
      tokenizer: { ...tokenizer, toJson: () => '{}' },
      labels: ['x', 'y'],
      config: parseConfig({ training }),
      result: { reason: 'epochs', backend: 'cpu', epochs: 1, steps: 2, bestEpoch: 1, ...chosen },
    }).manifest.config.training
  const chosen = { ngramPriors: 'naive-bayes', ngramSharing: 'prefixes' }
  const none = { ngramPriors: 'none', ngramSharing: 'none' } as const
  expect(trainingOf({}, { linearChoices: choices })).toMatchObject(chosen)
  expect(trainingOf({}, { linearChoices: { ...choices, priors: 'none', sharing: 'none' } })).toMatchObject(
    none,
  )
  expect(trainingOf({})).toMatchObject(none)
  expect(trainingOf(none, { linearChoices: choices })).toMatchObject(none)
})

test('a bundle holds the parts, the format and what made it, and the figures of the run unless others are given', () => {
  const metrics = classificationMetrics(Float32Array.of(1, 0), Int32Array.of(0), ['x', 'y'])
  const parts = {
    weights: new Map(),
    tokenizer: { ...tokenizer, toJson: () => '{}' },
    labels: ['x', 'y'],
    config: parseConfig({}),
    result: { reason: 'epochs', backend: 'cpu', epochs: 1, steps: 2, bestEpoch: 1, metrics } as const,
  }
  const { manifest, tokenizerJson } = toBundle(parts)
  expect(manifest).toMatchObject({
    formatVersion: 1,
    labels: ['x', 'y'],
    vocabularySize: 28,
    metrics: { dev: metrics },
    training: { backend: 'cpu', epochs: 1, steps: 2, bestEpoch: 1, data: {} },
  })
  expect(manifest.versions).toMatchObject({
    '@textgate/trainer': expect.stringMatching(/^\d/),
    '@tensorflow/tfjs': expect.stringMatching(/^\d/),
    node: process.versions.node,
  })
  expect(tokenizerJson).toBe('{}')
  expect(toBundle({ ...parts, metrics: {} }).manifest.metrics).toEqual({})
})

test('a bundle keeps the history of its training, and has none where the run told none', () => {
  const history = [{ epoch: 1, trainingLoss: 0.5, dev: { loss: 0.25, accuracy: 1, macroF1: 1 } }]
  const parts = {
    weights: new Map(),
    tokenizer: { ...tokenizer, toJson: () => '{}' },
    labels: ['x', 'y'],
    config: parseConfig({ tokenizer: { mode: 'words' } }),
    result: { reason: 'epochs', backend: 'cpu', epochs: 1, steps: 2, bestEpoch: 1 } as const,
  }
  const stored = (result: TrainingResult) =>
    parseManifest({
      ...JSON.parse(JSON.stringify(toBundle({ ...parts, result }).manifest)),
      tokenizerFingerprint: 'a'.repeat(64),
      files: {},
    })
  expect(stored({ ...parts.result, history }).training.history).toEqual(history)
  expect(stored(parts.result).training).not.toHaveProperty('history')
})

test('a bundle says which mode the tokenizer has and why, not that it was to be chosen, and which vectors it began with', () => {
  const config = parseConfig({ tokenizer: { maxLength: 7 } })
  const parts = {
    weights: new Map(),
    tokenizer: {
      ...tokenizer,
      toJson: () => '{}',
      config: { ...config.tokenizer, mode: 'characters' } as const,
      modeReason: 'the texts are Thai',
    },
    labels: ['x', 'y'],
    config,
    result: { reason: 'epochs', backend: 'cpu', epochs: 1, steps: 2, bestEpoch: 1 } as const,
  }
  expect(toBundle(parts).manifest.training).not.toHaveProperty('vectors')
  const vectors = { found: 3, vocabulary: 4, tokenShare: 0.5 }
  const { manifest } = toBundle({ ...parts, vectors })
  expect(manifest.training.vectors).toEqual(vectors)
  expect(manifest.config.tokenizer).toMatchObject({ mode: 'characters', maxLength: 7 })
  expect(manifest.training.tokenizerReason).toBe('the texts are Thai')
  expect(
    parseManifest({
      ...JSON.parse(JSON.stringify(manifest)),
      tokenizerFingerprint: 'a'.repeat(64),
      files: {},
    }),
  ).toMatchObject({
    training: { tokenizerReason: 'the texts are Thai' },
    config: { tokenizer: { mode: 'characters' } },
  })
})
