import * as tf from '@tensorflow/tfjs'
import type { Batch } from '@textgate/core'
import { tinyModel } from '../../test/tiny-model.mjs'
import type { SparseRow } from '../linear/linear-problem.ts'
import type { ForwardOptions, TrainableModel } from '../trainable-model.ts'

/** A model with a linear part: the tiny model, unless it is left out, and beside it which tokens a text has. */
export function bagModel(
  { vocabularySize, classes }: { vocabularySize: number; classes: number },
  { alone = false }: { alone?: boolean } = {},
): TrainableModel & Required<Pick<TrainableModel, 'linear' | 'branches'>> {
  const tiny = tinyModel({ vocabularySize, classes })
  const kernel = tf.variable(tf.zeros([vocabularySize, classes]))
  const bias = tf.variable(tf.zeros([classes]))
  const bag = [
    ['bag.kernel', kernel],
    ['bag.bias', bias],
  ] as const
  const variables = new Map<string, tf.Variable>([...(alone ? [] : tiny.variables), ...bag])
  const scale = (names: readonly string[], factor: number): void => {
    for (const name of names) {
      const variable = variables.get(name) as tf.Variable
      tf.tidy(() => variable.assign(tf.mul(variable, factor)))
    }
  }
  const branches = (batch: Batch, options: ForwardOptions): tf.Tensor2D[] =>
    tf.tidy(() => [
      ...(alone ? [] : [tiny.forward(batch, options) as tf.Tensor2D]),
      ...(options.withoutLinear ? [] : [bagLogits(batch, kernel, bias)]),
    ])
  const layers = [...(alone ? [] : [['head.kernel', 'head.bias']]), ['bag.kernel', 'bag.bias']]
  return {
    variables,
    branches,
    forward: (batch, options) =>
      tf.tidy(() => {
        const parts = branches(batch, options)
        return tf.div(tf.addN(parts), parts.length) as tf.Tensor2D
      }),
    linear: () => ({ features: vocabularySize, tokens: vocabularySize, norm: 1, featuresOf, kernel, bias }),
    scaleLogits: (factor) => scale(layers.flat(), factor),
    scaleBranches: (factors) => {
      for (const [i, factor] of factors.entries()) scale(layers[i] as string[], factor)
    },
  }
}

/** Each distinct token once; the values of a text have norm 1. */
function featuresOf(ids: Int32Array): SparseRow {
  const rows = Int32Array.from(new Set(ids))
  return { rows, values: new Float32Array(rows.length).fill(1 / Math.sqrt(rows.length)) }
}

function bagLogits(batch: Batch, kernel: tf.Variable, bias: tf.Variable): tf.Tensor2D {
  const width = kernel.shape[0] as number
  const table = new Float32Array(batch.size * width)
  for (let row = 0; row < batch.size; row++) {
    const start = row * batch.length
    const { rows, values } = featuresOf(batch.ids.subarray(start, start + (batch.lengths[row] as number)))
    rows.forEach((feature, i) => {
      table[row * width + feature] = values[i] as number
    })
  }
  return tf.add(tf.matMul(tf.tensor2d(table, [batch.size, width]), kernel as unknown as tf.Tensor2D), bias)
}
