import * as tf from '@tensorflow/tfjs'
import {
  type Batch,
  decodeSafetensors,
  encodeSafetensors,
  type ModelConfig,
  padBatch,
  randomGenerator,
} from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ForwardOptions } from '../branches/branch.ts'
import type { SequenceKernel } from '../kernels/sequence-kernel.ts'
import { loadWeights } from '../load-weights.ts'
import { readWeights } from '../read-weights.ts'
import type { TextClassifier } from '../text-classifier.ts'
import { type EncoderCase, encoderCases, modelOfCase, weightingOf } from './encoder-cases.ts'
import { expectClose } from './expect-close.ts'
import { learntVariables } from './learnt-variables.ts'
import { logitsAndGradients } from './logits-and-gradients.ts'
import { VOCABULARY } from './random-networks.ts'

const RUNS = { numRuns: 6 }

/** The suite that a classifier of each encoder must pass, computed by any kernel, on the backend that is current. */
export function encoderLaws(encoder: ModelConfig['encoder'], kernel: SequenceKernel): void {
  const cases = encoderCases(encoder)
  const withModel = (one: EncoderCase, check: (model: TextClassifier) => void): void => {
    const model = modelOfCase(one, kernel)
    check(model)
    model.dispose()
  }

  test('a text scores alone as in any company, whatever stands in the padding', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 4 }), (one, extra) =>
        withModel(one, (model) => {
          const { rows, classes, seed } = one
          const longest = Math.max(1, ...rows.map((row) => row.length))
          const together = logitsOf(model, padBatch(rows))
          expect(logitsOf(model, withRandomPadding(padBatch(rows, longest + extra), seed))).toEqual(together)
          rows.forEach((row, i) => {
            const alone = logitsOf(model, padBatch([row]))
            expectClose(together.slice(i * classes, (i + 1) * classes), alone, 1e-5)
          })
        }),
      ),
      { seed: 21, ...RUNS },
    )
  })

  test('texts in another order have their scores in that order', () => {
    fc.assert(
      fc.property(cases, (one) =>
        withModel(one, (model) => {
          const { rows, classes } = one
          const forwards = logitsOf(model, padBatch(rows))
          const backwards = logitsOf(model, padBatch(rows.toReversed()))
          const expected = rows.flatMap((_, i) => {
            const from = (rows.length - 1 - i) * classes
            return forwards.slice(from, from + classes)
          })
          expectClose(backwards, expected, 1e-5)
        }),
      ),
      { seed: 22, ...RUNS },
    )
  })

  test('an empty text scores the mean of the branches’ biases, alone and among others', () => {
    fc.assert(
      fc.property(cases, (one) =>
        withModel(one, (model) => {
          const biases = ['head.bias', 'ngrams.bias'].flatMap((name) => {
            const bias = model.variables.get(name)
            return bias ? [Array.from(bias.dataSync())] : []
          })
          const expected = biases[0]!.map(
            (_, c) => biases.reduce((sum, bias) => sum + bias[c]!, 0) / biases.length,
          )
          for (const batch of [padBatch([[]]), padBatch([[], ...one.rows])]) {
            expectClose(logitsOf(model, batch).slice(0, one.classes), expected, 1e-6)
          }
        }),
      ),
      { seed: 23, ...RUNS },
    )
  })

  test('gradients, with dropout, are those of finite differences, and the padding’s embedding has none', () => {
    const directions = { all: 0, smooth: 0 }
    fc.assert(
      fc.property(cases, (one) =>
        withModel(one, (model) => {
          const batch = padBatch(one.rows.map((row) => row.filter((id) => id > 0)))
          const weighting = weightingOf(one)
          const options = { training: true, dropoutSeed: one.seed }
          const { gradients } = logitsAndGradients(model, batch, weighting, options)
          for (const [name, variable] of learntVariables(model)) {
            const direction = randomDirection(name, variable.size)
            const lossAt = (scale: number): number =>
              moved(variable, direction, scale, () => dot(logitsOf(model, batch, options), weighting))
            const epsilon = 3e-4
            const [below, at, above] = [-epsilon, 0, epsilon].map(lossAt) as [number, number, number]
            const expected = (above - below) / (2 * epsilon)
            const tolerance = 0.02 * (1 + Math.abs(expected))
            // The slopes to both sides differ where a largest or a rectified value changes in between: no derivative.
            directions.all++
            if (Math.abs(above - 2 * at + below) / epsilon > tolerance) continue
            directions.smooth++
            const actual = dot(gradients.get(name)!, direction)
            expect(Math.abs(actual - expected), name).toBeLessThan(tolerance)
          }
          const { embeddingSize } = model.config
          const ofPadding = gradients.get('embedding')?.slice(0, embeddingSize) ?? []
          expect(ofPadding.every((value) => value === 0)).toBe(true)
        }),
      ),
      { seed: 24, numRuns: 3 },
    )
    expect(directions.smooth / directions.all).toBeGreaterThan(0.75)
  })

  test('weights that are written and read again have the same bytes and give the same scores', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const model = modelOfCase(one, kernel)
        const bytes = encodeSafetensors(await readWeights(model))
        const other = modelOfCase({ ...one, seed: one.seed + 1 }, kernel)
        loadWeights(other, decodeSafetensors(bytes).weights)
        expect(encodeSafetensors(await readWeights(other))).toEqual(bytes)
        expect(logitsOf(other, padBatch(one.rows))).toEqual(logitsOf(model, padBatch(one.rows)))
        for (const each of [model, other]) each.dispose()
      }),
      { seed: 25, numRuns: 3 },
    )
  })

  test('steps and answers keep no tensors but the memory of the tables’ gradients', () => {
    const before = tf.memory().numTensors
    const [one] = fc.sample(cases, { seed: 26, numRuns: 1 }) as [EncoderCase]
    const model = modelOfCase(one, kernel)
    const step = (dropoutSeed: number): void => {
      logitsAndGradients(model, padBatch(one.rows), weightingOf(one), { training: true, dropoutSeed })
      logitsOf(model, padBatch(one.rows))
    }
    step(0)
    const kept = tf.memory().numTensors
    expect(kept).toBeLessThanOrEqual(before + model.variables.size + 2)
    for (let seed = 1; seed < 5; seed++) step(seed)
    expect(tf.memory().numTensors).toBe(kept)
    model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('an id outside the vocabulary and a length above the columns are refused', () => {
    const [one] = fc.sample(cases, { seed: 27, numRuns: 1 }) as [EncoderCase]
    withModel(one, (model) => {
      const good = padBatch([[1, 2], [3]])
      for (const bad of [padBatch([[VOCABULARY]]), { ...good, lengths: Int32Array.of(2, 9) }]) {
        expect(() => model.forward(bad, { training: false })).toThrow(RangeError)
      }
    })
  })
}

function logitsOf(
  model: TextClassifier,
  batch: Batch,
  options: ForwardOptions = { training: false },
): number[] {
  return tf.tidy(() => Array.from(model.forward(batch, options).dataSync()))
}

function withRandomPadding(batch: Batch, seed: number): Batch {
  const random = randomGenerator(seed)
  const ids = batch.ids.map((id, i) => {
    const isReal = i % batch.length < batch.lengths[Math.floor(i / batch.length)]!
    return isReal ? id : random.integer(VOCABULARY)
  })
  return { ...batch, ids }
}

function randomDirection(name: string, size: number): number[] {
  const random = randomGenerator(name)
  return Array.from({ length: size }, () => random.normal())
}

/** What `of` gives while a variable is moved in a direction. */
function moved<T>(variable: tf.Variable, direction: readonly number[], scale: number, of: () => T): T {
  const start = variable.dataSync().slice()
  const assign = (values: Float32Array): void =>
    void tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)))
  assign(Float32Array.from(start, (value, i) => value + scale * direction[i]!))
  const result = of()
  assign(start as Float32Array)
  return result
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0)
}
