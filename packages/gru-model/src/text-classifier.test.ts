import * as tf from '@tensorflow/tfjs'
import { type Batch, type ModelConfig, padBatch, parseModelConfig, randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS, useBackend } from './testing/backends.ts'
import { expectClose } from './testing/expect-close.ts'
import { logitsAndGradients } from './testing/logits-and-gradients.ts'
import { createTextClassifier, type TextClassifier } from './text-classifier.ts'

const sizes = { vocabularySize: 30, classes: 3 }
const noDropout = { embedding: 0, layer: 0, pooled: 0 }
const rowsArbitrary = fc.array(fc.array(fc.integer({ min: 1, max: 29 }), { maxLength: 8 }), {
  minLength: 1,
  maxLength: 6,
})
const poolings = ['last', 'max', 'mean', 'max-mean', 'attention', 'last-max-mean-attention'] as const

describe.each(BACKENDS)('on %s', (backend) => {
  const models = new Map<string, TextClassifier>()
  beforeAll(async () => {
    await useBackend(backend)
    for (const pooling of poolings) models.set(pooling, newModel({ pooling, dropout: noDropout }))
  })
  afterAll(() => {
    for (const model of models.values()) model.dispose()
  })

  describe.each(poolings)('pooling %s', (pooling) => {
    const logits = (batch: Batch) => logitsOf(models.get(pooling)!, batch)

    test('a padded row scores like the same row alone, whatever stands in the padding', () => {
      fc.assert(
        fc.property(rowsArbitrary, fc.integer({ min: 0, max: 4 }), fc.integer(), (rows, extra, seed) => {
          const longest = Math.max(1, ...rows.map((row) => row.length))
          const padded = withRandomPadding(padBatch(rows, longest + extra), seed)
          const together = logits(padded)
          rows.forEach((row, i) => {
            expectClose(together.slice(3 * i, 3 * i + 3), logits(padBatch([row])), 1e-6)
          })
          expect(together).toEqual(logits(padBatch(rows)))
        }),
        { seed: 1, numRuns: 20 },
      )
    })

    test('what stands in the padding has no gradient', () => {
      const rows = [[3, 4, 5], [], [6]]
      const weighting = [1, -2, 3, -4, 5, -6, 7, -8, 9]
      const model = models.get(pooling)!
      const plain = logitsAndGradients(model, padBatch(rows), weighting).gradients
      const noisy = logitsAndGradients(model, withRandomPadding(padBatch(rows, 7), 9), weighting).gradients
      expect(noisy).toEqual(plain)
      expect(plain.get('embedding')!.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0])
    })

    test('an empty text scores the bias of the head', () => {
      const model = models.get(pooling)!
      model.variables.get('head.bias')!.assign(tf.tensor1d([0.5, -1, 2]))
      expectClose(logits(padBatch([[], [4, 5]])).slice(0, 3), [0.5, -1, 2], 1e-7)
      expectClose(logits(padBatch([[]])), [0.5, -1, 2], 1e-7)
    })
  })

  test('dropout changes nothing outside training', () => {
    const model = newModel({})
    const batch = padBatch([
      [3, 4, 5],
      [6, 7],
    ])
    expect(logitsOf(model, batch)).toEqual(logitsOf(model, batch))
    const bare = newModel({ dropout: noDropout })
    expect(logitsOf(model, batch)).toEqual(logitsOf(bare, batch))
    bare.dispose()
    model.dispose()
  })

  test.each(['embedding', 'layer', 'pooled'] as const)('dropout %s follows its seed alone', (place) => {
    const model = newModel({ layers: 2, dropout: { ...noDropout, [place]: 0.5 } })
    const batch = padBatch([
      [3, 4, 5],
      [6, 7],
    ])
    const run = (dropoutSeed: number) =>
      logitsAndGradients(model, batch, [1, 2, 3, 4, 5, 6], { training: true, dropoutSeed })
    expect(run(7)).toEqual(run(7))
    expect(run(7).logits).not.toEqual(run(8).logits)
    expect(run(7).logits).not.toEqual(logitsOf(model, batch))
    model.dispose()
  })

  test.each([
    { pooling: 'max-mean' },
    { pooling: 'last-max-mean-attention', attentionHeads: 2, attentionSize: 4 },
  ])('$pooling: dropout keeps the gradient that the dropped network has', (pooling) => {
    const model = newModel({ ...pooling, layers: 2, dropout: { embedding: 0.5, layer: 0.5, pooled: 0.5 } })
    const batch = padBatch([[3, 4, 5], [6, 7], []])
    const weighting = [1, -1, 2, -2, 3, -3, 1, 1, 1]
    const options = { training: true, dropoutSeed: 3 }
    const { gradients } = logitsAndGradients(model, batch, weighting, options)
    for (const [name, variable] of model.variables) {
      const random = randomGenerator(name)
      const direction = Float32Array.from({ length: variable.size }, () => random.normal())
      const start = variable.dataSync().slice()
      const lossAt = (scale: number) => {
        tf.tidy(() =>
          variable.assign(
            tf.tensor(
              start.map((v, i) => v + scale * direction[i]!),
              variable.shape,
            ),
          ),
        )
        return dot(logitsAndGradients(model, batch, weighting, options).logits, weighting)
      }
      const epsilon = 2e-3
      // The padding row has an influence only where an id is 0, which no batch has.
      const expected = (lossAt(epsilon) - lossAt(-epsilon)) / (2 * epsilon)
      lossAt(0)
      const actual = dot(gradients.get(name)!, direction)
      expect(Math.abs(actual - expected), name).toBeLessThan(0.01 * (1 + Math.abs(expected)))
    }
    model.dispose()
  })

  test('training with dropout needs a seed', () => {
    const model = newModel({})
    expect(() => model.forward(padBatch([[3]]), { training: true })).toThrow(TypeError)
    model.dispose()
  })

  test('probabilities are the softmax of the logits', async () => {
    const model = models.get('max')!
    const batch = padBatch([[3, 4], [5]])
    const probabilities = await model.predict(batch)
    expect(probabilities).toBeInstanceOf(Float32Array)
    const expected = tf.tidy(() => tf.softmax(tf.tensor2d(logitsOf(model, batch), [2, 3])).dataSync())
    expectClose(probabilities, expected, 1e-7)
  })

  test('with head multi each label has a probability of its own, the sigmoid of its score', async () => {
    const model = newModel({ head: 'multi' })
    model.variables.get('head.bias')!.assign(tf.tensor1d([0.5, -90, 90]))
    const batch = padBatch([[], [4, 5]])
    const scores = logitsOf(model, batch)
    expectClose(
      await model.predict(batch),
      scores.map((score) => 1 / (1 + Math.exp(-score))),
      1e-6,
    )
    expect(model.head).toBe('multi')
    model.dispose()
  })

  test('twenty training steps and predictions keep no tensor but the memory of the embedding gradient', async () => {
    const before = tf.memory().numTensors
    const model = newModel({ layers: 2, dropout: { layer: 0.2 } })
    logitsAndGradients(model, padBatch([[3]]), [1, 2, 3], { training: true, dropoutSeed: 0 })
    const variables = tf.memory().numTensors
    expect(variables).toBeLessThanOrEqual(before + model.variables.size + 1)
    for (let step = 0; step < 20; step++) {
      const batch = padBatch([[3, 4, 5 + step], step % 2 ? [] : [6, 7]])
      logitsAndGradients(model, batch, [1, 2, 3, 4, 5, 6], { training: true, dropoutSeed: step })
      await model.predict(batch)
    }
    expect(tf.memory().numTensors).toBe(variables)
    model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('a tfjs optimizer learns the class that the first word gives', () => {
    const model = newModel({ bidirectional: false, dropout: noDropout })
    const rows = Array.from({ length: 12 }, (_, i) => [2 + (i % 3), 10 + i])
    const labels = tf.oneHot(
      tf.tensor1d(
        rows.map((_, i) => i % 3),
        'int32',
      ),
      3,
    )
    const optimizer = tf.train.adam(0.02)
    for (let step = 0; step < 40; step++) {
      optimizer.minimize(() =>
        tf.losses.softmaxCrossEntropy(labels, model.forward(padBatch(rows), { training: true })),
      )
    }
    const best = tf.tidy(() =>
      Array.from(model.forward(padBatch(rows), { training: false }).argMax(1).dataSync()),
    )
    expect(best).toEqual(rows.map((_, i) => i % 3))
    tf.dispose(labels)
    optimizer.dispose()
    model.dispose()
  })

  test.each([
    ['an id outside the vocabulary', { ids: [3, 30], lengths: [2], size: 1, length: 2 }],
    ['a negative id', { ids: [3, -1], lengths: [2], size: 1, length: 2 }],
    ['a length above the columns', { ids: [3, 4], lengths: [3], size: 1, length: 2 }],
    ['too few ids', { ids: [3], lengths: [2], size: 1, length: 2 }],
    ['no rows', { ids: [], lengths: [], size: 0, length: 1 }],
  ])('%s is refused', (_, { ids, lengths, size, length }) => {
    const batch = { ids: Int32Array.from(ids), lengths: Int32Array.from(lengths), size, length }
    expect(() => models.get('last')!.forward(batch, { training: false })).toThrow(RangeError)
  })
})

function newModel(config: object): TextClassifier {
  const model: ModelConfig = parseModelConfig({ embeddingSize: 6, hiddenSize: 5, ngrams: 0, ...config })
  return createTextClassifier(model, { ...sizes, random: randomGenerator(1) })
}

function logitsOf(model: TextClassifier, batch: Batch): number[] {
  return tf.tidy(() => Array.from(model.forward(batch, { training: false }).dataSync()))
}

function withRandomPadding(batch: Batch, seed: number): Batch {
  const random = randomGenerator(seed)
  const ids = batch.ids.map((id, i) => {
    const column = i % batch.length
    return column < batch.lengths[Math.floor(i / batch.length)]! ? id : random.integer(30)
  })
  return { ...batch, ids }
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0)
}
