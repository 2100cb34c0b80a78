import * as tf from '@tensorflow/tfjs'
import { type Batch, padBatch, parseModelConfig, randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadWeights } from '../load-weights.ts'
import { readWeights } from '../read-weights.ts'
import { BACKENDS, useBackend } from '../testing/backends.ts'
import { expectClose } from '../testing/expect-close.ts'
import { learntVariables } from '../testing/learnt-variables.ts'
import { createTextClassifier, type TextClassifier } from '../text-classifier.ts'

const sizes = { vocabularySize: 30, classes: 3 }
const texts = fc.array(fc.array(fc.integer({ min: 1, max: 29 }), { maxLength: 8 }), {
  minLength: 1,
  maxLength: 6,
})
const batch = padBatch([[3, 4, 5, 3], [], [6]])

describe.each(BACKENDS)('on %s', (backend) => {
  let model: TextClassifier
  beforeAll(async () => {
    await useBackend(backend)
    model = await randomModel(3)
  })
  afterAll(() => model.dispose())

  test('a new model answers as its GRU alone would, at half the certainty', () => {
    const fresh = newModel(2)
    const alone = newModel(0)
    const expected = logitsOf(alone, batch).map((score) => score / 2)
    expectClose(logitsOf(fresh, batch), expected, 1e-7)
    for (const each of [fresh, alone]) each.dispose()
  })

  test('the answer is the mean of the branches', () => {
    const [deep, wide] = branchesOf(model, batch)
    expect(logitsOf(model, batch)).toEqual(deep!.map((score, i) => Math.fround((score + wide![i]!) / 2)))
    const alone = newModel(0)
    expect(branchesOf(alone, batch)).toEqual([logitsOf(alone, batch)])
    alone.dispose()
  })

  test('a padded row scores like the same row alone, whatever stands in the padding', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 0, max: 4 }), fc.integer(), (rows, extra, seed) => {
        const longest = Math.max(1, ...rows.map((row) => row.length))
        const padded = padBatch(rows, longest + extra)
        const random = randomGenerator(seed)
        padded.ids.forEach((_, i) => {
          const real = i % padded.length < padded.lengths[Math.floor(i / padded.length)]!
          if (!real) padded.ids[i] = random.integer(30)
        })
        const together = logitsOf(model, padded)
        rows.forEach((row, i) => {
          expectClose(together.slice(3 * i, 3 * i + 3), logitsOf(model, padBatch([row])), 2e-6)
        })
      }),
      { seed: 1, numRuns: 20 },
    )
  })

  test('a text is more than the set of its tokens: order counts, and so does how it starts', () => {
    const wide = (row: number[]) => branchesOf(model, padBatch([row]))[1]!
    expect(wide([3, 4, 5])).not.toEqual(wide([5, 4, 3]))
    expect(wide([3, 3, 4])).not.toEqual(wide([3, 4, 3]))
  })

  test.each([0, 1])('the gradient of branch %i is that of finite differences', (branch) => {
    const weighting = [1, -1, 2, -2, 3, -3, 1, 1, 1]
    const lossOf = (): tf.Scalar =>
      tf.sum(tf.mul(branchAt(branch), tf.tensor2d(weighting, [3, 3]))) as tf.Scalar
    const branchAt = (index: number) => model.branches(batch, { training: false })[index] as tf.Tensor2D
    const { value, grads } = tf.variableGrads(lossOf, [...model.variables.values()])
    for (const [name, variable] of learntVariables(model)) {
      const gradient = grads[variable.name]
      const inWide = name.startsWith('ngrams.')
      if (inWide !== (branch === 1)) {
        expect(gradient === undefined || tf.max(tf.abs(gradient)).dataSync()[0] === 0, name).toBe(true)
        continue
      }
      const random = randomGenerator(name)
      const start = variable.dataSync().slice()
      const direction = Float32Array.from(start, () => random.normal())
      const lossAt = (scale: number): number =>
        tf.tidy(() => {
          variable.assign(
            tf.tensor(
              start.map((v, i) => v + scale * direction[i]!),
              variable.shape,
            ),
          )
          return lossOf().dataSync()[0] as number
        })
      const epsilon = 2e-3
      const expected = (lossAt(epsilon) - lossAt(-epsilon)) / (2 * epsilon)
      lossAt(0)
      const values = gradient!.dataSync()
      const actual = direction.reduce((sum, d, i) => sum + d * values[i]!, 0)
      expect(Math.abs(actual - expected), name).toBeLessThan(0.01 * (1 + Math.abs(expected)))
    }
    tf.dispose([value, grads])
  })

  test('dropout does not touch the n-grams', () => {
    const dropping = createTextClassifier(parseModelConfig({ ...shape, ngrams: 3 }), {
      ...sizes,
      random: randomGenerator(1),
    })
    const options = { training: true, dropoutSeed: 5 }
    const [deep, wide] = tf.tidy(() =>
      dropping.branches(batch, options).map((t) => Array.from(t.dataSync())),
    ) as unknown as number[][]
    const [calmDeep, calmWide] = branchesOf(dropping, batch)
    expect(deep).not.toEqual(calmDeep)
    expect(wide).toEqual(calmWide)
    dropping.dispose()
  })

  test('weights are in the bundle by name, and give the same answers in another model', async () => {
    const weights = await readWeights(model)
    expect([...weights].slice(-3).map(([name, { shape }]) => [name, shape])).toEqual([
      ['ngrams.idf', [30 + 1024]],
      ['ngrams.kernel', [30 + 1024, 3]],
      ['ngrams.bias', [3]],
    ])
    const other = newModel(3)
    loadWeights(other, weights)
    expect(logitsOf(other, batch)).toEqual(logitsOf(model, batch))
    other.dispose()
  })

  test('its linear part tells the features whose rows and values add up to the scores', () => {
    const wide = branchesOf(model, batch)[1]!
    const { features, featuresOf, kernel, bias } = model.linear()!
    expect(features).toBe(30 + 1024)
    const [weights, start] = [kernel.dataSync(), bias.dataSync()]
    const expected = [[3, 4, 5, 3], [], [6]].flatMap((text) => {
      const { rows, values } = featuresOf(Int32Array.from(text))
      return Array.from(start, (b, c) =>
        rows.reduce((sum, row, i) => sum + values[i]! * weights[3 * row + c]!, b),
      )
    })
    expectClose(wide, expected, 1e-5)
  })

  test('frequencies that it learns are those of the texts, and an n-gram that none has says nothing', () => {
    const fresh = newModel(2)
    const texts = [[3, 4], [3, 5, 5], [6]].map((ids) => Int32Array.from(ids))
    fresh.learnFrequencies(texts)
    const idf = fresh.variables.get('ngrams.idf')!
    expect(idf.trainable).toBe(false)
    const values = idf.dataSync()
    expectClose(
      [3, 4, 5, 6, 7].map((id) => values[id]!),
      [Math.log(4 / 3) + 1, Math.log(2) + 1, Math.log(2) + 1, Math.log(2) + 1, 0],
      1e-6,
    )
    expect(fresh.linear()!.featuresOf(Int32Array.of(7)).rows).toHaveLength(0)
    fresh.dispose()
  })

  test('n-grams are left out where only what learns by gradients is asked for', () => {
    const parts = tf.tidy(() =>
      model.branches(batch, { training: false, withoutLinear: true }).map((t) => Array.from(t.dataSync())),
    ) as unknown as number[][]
    expect(parts).toEqual(branchesOf(model, batch).slice(0, 1))
  })

  test('predicting and training keep no tensors', async () => {
    const before = tf.memory().numTensors
    await model.predict(batch)
    branchesOf(model, batch)
    expect(tf.memory().numTensors).toBe(before)
  })

  test('an id outside the vocabulary is refused', () => {
    expect(() => model.branches(padBatch([[30]]), { training: false })).toThrow(RangeError)
  })
})

const shape = { embeddingSize: 6, hiddenSize: 5, ngramBuckets: 1024 }

function newModel(ngrams: number): TextClassifier {
  const config = parseModelConfig({ ...shape, ngrams, dropout: { embedding: 0, pooled: 0 } })
  return createTextClassifier(config, { ...sizes, random: randomGenerator(1) })
}

async function randomModel(ngrams: number): Promise<TextClassifier> {
  const model = newModel(ngrams)
  const random = randomGenerator(7)
  const weights = [...(await readWeights(model))].map(([name, { shape, data }]) => {
    return [name, { shape, data: data.map(() => 0.3 * random.normal()) }] as const
  })
  loadWeights(model, new Map(weights))
  return model
}

function logitsOf(model: TextClassifier, of: Batch): number[] {
  return tf.tidy(() => Array.from(model.forward(of, { training: false }).dataSync()))
}

function branchesOf(model: TextClassifier, of: Batch): number[][] {
  return tf.tidy(() =>
    model.branches(of, { training: false }).map((scores) => Array.from(scores.dataSync())),
  ) as unknown as number[][]
}
