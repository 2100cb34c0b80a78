import * as tf from '@tensorflow/tfjs'
import { padBatch, parseModelConfig, randomGenerator } from '@textgate/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS, useBackend } from './testing/backends.ts'
import { expectClose } from './testing/expect-close.ts'
import { randomizeWeights } from './testing/randomize-weights.ts'
import { createTextClassifier, type TextClassifier } from './text-classifier.ts'

const batch = padBatch([[3, 4, 5], [], [6], [7, 8, 9, 10]])

function scoresOf(model: TextClassifier): number[][] {
  return tf.tidy(() => {
    const options = { training: false }
    const all = [model.forward(batch, options), ...model.branches(batch, options)]
    return all.map((scores) => Array.from(scores.dataSync()))
  })
}

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  test.each([
    ['the GRU alone', { ngrams: 0 }],
    ['both branches', { ngrams: 2, ngramBuckets: 1024 }],
    ['two layers, the last state', { layers: 2, pooling: 'last', ngrams: 1 }],
  ])(
    'of %s every score is multiplied by the factor, or those of each part by one of its own',
    (_, network) => {
      const config = parseModelConfig({ embeddingSize: 6, hiddenSize: 5, ...network })
      const model = createTextClassifier(config, {
        ...{ vocabularySize: 30, classes: 3, random: randomGenerator(1) },
      })
      randomizeWeights(model, randomGenerator(2))
      const before = scoresOf(model)
      const tensors = tf.memory().numTensors
      model.scaleLogits(0.37)
      expect(tf.memory().numTensors).toBe(tensors)
      scoresOf(model).forEach((scores, i) => {
        expectClose(
          scores,
          before[i]!.map((score) => 0.37 * score),
          1e-5,
        )
      })
      const [, ...parts] = scoresOf(model)
      const factors = parts.map((_, i) => 0.5 + i)
      model.scaleBranches(factors)
      scoresOf(model)
        .slice(1)
        .forEach((scores, i) => {
          expectClose(
            scores,
            parts[i]!.map((score) => factors[i]! * score),
            1e-5,
          )
        })
      for (const factor of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(() => model.scaleLogits(factor)).toThrow(RangeError)
      }
      model.dispose()
    },
  )
})
