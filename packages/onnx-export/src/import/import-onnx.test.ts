import { type ModelConfig, POOLINGS, poolingParts } from '@textgate/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addMetadata } from '../add-metadata.ts'
import { classifierGraph } from '../classifier-graph.ts'
import { encodeModel } from '../encode-model.ts'
import { exportOnnx } from '../export-onnx.ts'
import type { Initializer, ModelGraph } from '../model-graph.ts'
import { plainNetwork } from '../test/plain-network.ts'
import { sampleBundle, sampleTexts } from '../test/sample-bundle.ts'
import { importOnnx } from './import-onnx.ts'

const ENCODERS = ['gru', 'lstm', 'rnn', 'cnn', 'linear'] as const

const networkOf = (encoder: ModelConfig['encoder']) =>
  fc
    .record({
      head: fc.constantFrom('single' as const, 'multi' as const, 'ordinal' as const),
      pooling: fc.constantFrom(...POOLINGS.filter((one) => encoder !== 'cnn' || !one.startsWith('last'))),
      attentionHeads: fc.integer({ min: 1, max: 3 }),
      longText: fc.constantFrom('truncate' as const, 'windows' as const, 'hierarchical' as const),
      layers: fc.integer({ min: 1, max: encoder === 'cnn' ? 1 : 3 }),
      bidirectional: fc.boolean(),
      filterWidths: fc.constantFrom<number[]>([1], [2, 3], [1, 4, 9]),
      embeddingSize: fc.integer({ min: 1, max: 7 }),
      hiddenSize: fc.integer({ min: 1, max: 7 }),
      ngrams: fc.integer({ min: encoder === 'linear' ? 1 : 0, max: 4 }),
      ngramWeighting: fc.constantFrom('count' as const, 'tf-idf' as const),
    })
    .map(({ attentionHeads, longText, ...model }) => ({
      ...{ encoder, ...model, longText },
      ...(poolingParts(model.pooling).includes('attention') ? { attentionHeads, attentionSize: 5 } : {}),
      ...(longText === 'truncate' ? {} : { windowLength: 5, windowOverlap: 2 }),
    }))

test.each(ENCODERS)('any exported network of %s comes back with the bits of its weights', (encoder) => {
  fc.assert(
    fc.property(networkOf(encoder), fc.integer(), fc.integer({ min: 2, max: 60 }), (model, seed, size) => {
      const bundle = sampleBundle({ model, seed, vocabularySize: size })
      const { weights, manifest } = importOnnx(encodeModel(graphOf(bundle)))
      expect([...weights.keys()].sort()).toEqual([...bundle.weights.keys()].sort())
      for (const [name, { shape, data }] of bundle.weights) {
        expect(weights.get(name)?.shape, name).toEqual(shape)
        expect(Buffer.from(weights.get(name)!.data.buffer).equals(bytesOf(data)), name).toBe(true)
      }
      expect(manifest.config).toEqual(bundle.manifest.config)
      expect(manifest.vocabularySize).toBe(size)
    }),
    { numRuns: 25 },
  )
})

test('of the manifest all comes back but figures on data, history and names of files', async () => {
  const sample = sampleBundle({ answers: { unknown: UNKNOWN } })
  const training = {
    ...{ backend: 'wasm', epochs: 2, steps: 9, bestEpoch: 1, tokenizerReason: 'words are few' },
    data: { train: { rows: 40, file: '../secret/train.jsonl' } },
    history: [{ epoch: 1, trainingLoss: 0.7 }],
  }
  const figures = { before: 0.5, after: 0.25 }
  const calibration = { temperature: 1.5, loss: figures, calibrationError: figures }
  const bundle = { ...sample, manifest: { ...sample.manifest, training, calibration } }
  const reference = plainNetwork(bundle.manifest.config.model, bundle.weights)
  const { onnx } = await exportOnnx(bundle, { reference, texts: sampleTexts([4, 9], 23) })
  const { history: _, ...kept } = training
  expect(importOnnx(onnx).manifest).toEqual({
    ...bundle.manifest,
    training: { ...kept, data: { train: { rows: 40 } } },
    versions: { ...bundle.manifest.versions, '@textgate/onnx-export': expect.any(String) },
  })
  expect(Buffer.from(onnx).includes('secret')).toBe(false)
})

test('bytes that Node has read from a file, anywhere in its memory, give the same weights', () => {
  const onnx = encodeModel(graphOf(sampleBundle()))
  const buffer = Buffer.concat([Buffer.of(1), onnx]).subarray(1)
  expect(importOnnx(buffer)).toEqual(importOnnx(onnx))
})

test('thresholds of labels come back', async () => {
  const bundle = sampleBundle({ model: { head: 'multi' }, answers: { thresholds: [0.5, 0.25, 0.75] } })
  const reference = plainNetwork(bundle.manifest.config.model, bundle.weights)
  const { onnx } = await exportOnnx(bundle, { reference, texts: sampleTexts([4, 9], 23) })
  expect(importOnnx(onnx).manifest.answers).toEqual({ thresholds: [0.5, 0.25, 0.75] })
})

describe('a file that is no unchanged export is refused, by what is wrong with it', () => {
  const graph = graphOf(sampleBundle())
  const changed = (name: string, change: (tensor: Initializer) => Initializer | undefined): ModelGraph => ({
    ...graph,
    initializers: graph.initializers.flatMap((tensor) =>
      tensor.name === name ? (change(tensor) ?? []) : tensor,
    ),
  })
  const without = (...keys: string[]): ModelGraph => ({
    ...graph,
    metadata: graph.metadata.filter(([key]) => !keys.includes(key)),
  })

  test.each([
    ['another program', without('textgate.labels', 'textgate.config'), 'lacks textgate.labels'],
    ['an older version', without('textgate.config'), 'export its bundle again with this version'],
    ['a tensor left out', changed('gru.0.bias', () => undefined), 'lacks tensor gru.0.bias'],
    [
      'a tensor under another name',
      changed('embedding', (tensor) => ({ ...tensor, name: 'embedding_quantized' })),
      'lacks tensor embedding and has embedding_quantized (float) instead',
    ],
    [
      'another type',
      changed('head.kernel', ({ name, shape }) => ({
        ...{ name, shape, type: 'int32' as const },
        data: new Int32Array(shape.reduce((a, b) => a * b)),
      })),
      'tensor head.kernel is int32 [6, 3], where its configuration has float [6, 3]',
    ],
    [
      'another shape',
      changed('gru.0.kernel', (tensor) => ({ ...tensor, shape: [...tensor.shape].reverse() })),
      'tensor gru.0.kernel is float [5, 9, 2]',
    ],
    [
      'a further tensor',
      {
        ...graph,
        initializers: [
          ...graph.initializers,
          { name: 'scale', type: 'float' as const, shape: [2], data: Float32Array.of(1, 2) },
        ],
      },
      'tensor scale (float [2]) is no weight of its network',
    ],
    [
      'another input',
      { ...graph, inputs: [{ name: 'text', type: 'float' as const, shape: ['batch'] }] },
      'its input text is of float',
    ],
  ] as const)('%s', (_, model, reason) => {
    expect(() => importOnnx(encodeModel(model))).toThrow(
      expect.objectContaining({ code: 'IMPORT_UNSUPPORTED', message: expect.stringContaining(reason) }),
    )
  })

  test.each([
    ['textgate.config', '{', 'is no JSON'],
    ['textgate.config', '{"model":{"encoder":"transformer"}}', 'model.encoder'],
    ['textgate.labels', '["only one"]', 'labels'],
  ])('%s of %s', (key, value, reason) => {
    const onnx = addMetadata(encodeModel(graph), key, value)
    expect(() => importOnnx(onnx)).toThrow(
      expect.objectContaining({ code: 'IMPORT_UNSUPPORTED', message: expect.stringContaining(reason) }),
    )
  })

  test('no ONNX at all', () => {
    expect(() => importOnnx(new TextEncoder().encode('PK'))).toThrow(
      expect.objectContaining({ code: 'ONNX_INVALID' }),
    )
  })
})

const UNKNOWN = { below: 0.6, wantedPrecision: 0.9, coverage: 0.5, precision: 0.95 }

function graphOf({ manifest, weights }: ReturnType<typeof sampleBundle>): ModelGraph {
  return classifierGraph(manifest.config.model, weights, manifest)
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)
}
