import {
  isTextgateError,
  type NamedWeights,
  padBatch,
  parseModelConfig,
  randomGenerator,
} from '@textgate/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadWeights } from './load-weights.ts'
import { readWeights } from './read-weights.ts'
import { BACKENDS, useBackend } from './testing/backends.ts'
import { createTextClassifier, type TextClassifier } from './text-classifier.ts'
import { weightShapes } from './weight-shapes.ts'

const config = parseModelConfig({
  embeddingSize: 4,
  hiddenSize: 3,
  layers: 2,
  ngrams: 0,
  pooling: 'max-mean',
})
const newModel = (seed: number) =>
  createTextClassifier(config, { vocabularySize: 9, classes: 2, random: randomGenerator(seed) })

describe.each(BACKENDS)('on %s', (backend) => {
  let model: TextClassifier
  let weights: NamedWeights
  beforeAll(async () => {
    await useBackend(backend)
    model = newModel(1)
    weights = await readWeights(model)
  })
  afterAll(() => model.dispose())

  test('weights have the names and shapes of the bundle', () => {
    const directions = ['forward', 'backward'] as const
    const layer = (k: number, direction: string, inputs: number) => [
      [`gru.${k}.${direction}.kernel`, [inputs, 9]],
      [`gru.${k}.${direction}.recurrent`, [3, 9]],
      [`gru.${k}.${direction}.bias`, [9]],
      [`gru.${k}.${direction}.recurrentBias`, [9]],
    ]
    expect([...weights].map(([name, { shape }]) => [name, shape])).toEqual([
      ['embedding', [9, 4]],
      ...directions.flatMap((direction) => layer(0, direction, 4)),
      ...directions.flatMap((direction) => layer(1, direction, 6)),
      ['head.kernel', [12, 2]],
      ['head.bias', [2]],
    ])
  })

  test.each([
    ['lstm', {}, ['lstm.0.forward.kernel', [4, 12]]],
    ['rnn', {}, ['rnn.0.forward.recurrent', [3, 3]]],
    ['cnn', { filterWidths: [2, 5] }, ['cnn.5.kernel', [5, 4, 3]]],
    ['cnn', { filterWidths: [2, 5] }, ['head.kernel', [6, 2]]],
    ['gru', { pooling: 'attention', attentionHeads: 4 }, ['head.kernel', [24, 2]]],
  ] as const)('the weights of %s are named after it', (encoder, network, [name, shape]) => {
    const model = parseModelConfig({ encoder, embeddingSize: 4, hiddenSize: 3, ngrams: 0, ...network })
    expect(weightShapes(model, { vocabularySize: 9, classes: 2 }).get(name)).toEqual(shape)
  })

  test('the linear model has the weights of the n-grams alone, and no place for vectors', () => {
    const linear = parseModelConfig({ encoder: 'linear', ngramBuckets: 1024 })
    const sizes = { vocabularySize: 9, classes: 2 }
    expect([...weightShapes(linear, sizes).keys()]).toEqual(['ngrams.idf', 'ngrams.kernel', 'ngrams.bias'])
    const vectors = { values: new Float32Array(36), found: new Uint8Array(9), trainable: true }
    expect(() => createTextClassifier(linear, { ...sizes, random: randomGenerator(1), vectors })).toThrow(
      RangeError,
    )
  })

  test('weights of attention stand between those of the encoder and of the head', () => {
    const sizes = { attentionHeads: 4, attentionSize: 5 }
    const model = parseModelConfig({ ...config, pooling: 'last-max-attention', ...sizes })
    const shapes = [...weightShapes(model, { vocabularySize: 9, classes: 2 })]
    expect(shapes.slice(-5)).toEqual([
      ['attention.kernel', [6, 5]],
      ['attention.bias', [5]],
      ['attention.context', [5, 4]],
      ['head.kernel', [6 + 6 + 4 * 6, 2]],
      ['head.bias', [2]],
    ])
  })

  test('weights read from one model and loaded into another give the same answers', async () => {
    const other = newModel(2)
    const batch = padBatch([[3, 4, 5], [6]])
    expect(await other.predict(batch)).not.toEqual(await model.predict(batch))
    loadWeights(other, weights)
    expect(await other.predict(batch)).toEqual(await model.predict(batch))
    expect(await readWeights(other)).toEqual(weights)
    other.dispose()
  })

  test('loaded and read weights share no memory with the model', async () => {
    const copy = new Map([...weights].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]))
    const other = newModel(2)
    loadWeights(other, copy)
    for (const { data } of copy.values()) data.fill(7)
    for (const { data } of (await readWeights(other)).values()) data.fill(8)
    expect(await readWeights(other)).toEqual(weights)
    other.dispose()
  })

  test('the same seed gives the same weights, another seed others', async () => {
    const [same, other] = [newModel(1), newModel(2)]
    expect(await readWeights(same)).toEqual(weights)
    expect(await readWeights(other)).not.toEqual(weights)
    same.dispose()
    other.dispose()
  })

  test.each([
    ['head.bias is missing', (w: Map<string, unknown>) => w.delete('head.bias')],
    [
      'extra is unknown',
      (w: Map<string, unknown>) => w.set('extra', { shape: [1], data: new Float32Array(1) }),
    ],
    [
      'head.bias has shape [3], not [2]',
      (w: Map<string, unknown>) => w.set('head.bias', { shape: [3], data: new Float32Array(3) }),
    ],
    [
      'head.bias has 1 values for shape [2]',
      (w: Map<string, unknown>) => w.set('head.bias', { shape: [2], data: new Float32Array(1) }),
    ],
  ])('refused before anything is set: %s', async (reason, change) => {
    const other = newModel(2)
    const before = await readWeights(other)
    const changed = new Map(weights)
    change(changed)
    let error: unknown
    try {
      loadWeights(other, changed)
    } catch (thrown) {
      error = thrown
    }
    expect(isTextgateError(error, 'WEIGHTS_INVALID')).toBe(true)
    expect((error as Error).message).toContain(reason)
    expect(await readWeights(other)).toEqual(before)
    other.dispose()
  })
})
