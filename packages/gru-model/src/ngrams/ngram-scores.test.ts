import * as tf from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RowGradients, rowGradients } from '../row-gradients.ts'
import { BACKENDS, useBackend } from '../testing/backends.ts'
import { expectClose } from '../testing/expect-close.ts'
import { ngramScores } from './ngram-scores.ts'

// Three texts: features 2 and 0; none; 1.
const features = {
  rows: Int32Array.of(2, 0, 1),
  starts: Int32Array.of(0, 2, 2, 3),
  values: Float32Array.of(2, 0.5, 10),
}
const none = { rows: new Int32Array(0), starts: new Int32Array(3), values: new Float32Array(0) }

describe.each(BACKENDS)('on %s', (backend) => {
  let memory: RowGradients
  beforeAll(async () => {
    await useBackend(backend)
    memory = rowGradients()
  })
  afterAll(() => memory.dispose())

  test('scores are the sum of the rows, each times its value, plus the bias', () => {
    const scores = tf.tidy(() => ngramScores(kernel(), tf.tensor1d([0.5, -1]), features, memory).dataSync())
    expectClose(
      scores,
      [0.5 + 2 * 5 + 0.5 * 1, -1 + 2 * 6 + 0.5 * 2, 0.5, -1, 10 * 3 + 0.5, 10 * 4 - 1],
      1e-4,
    )
  })

  test('the gradient goes to the rows that were read, times their values', () => {
    const [dKernel, dBias] = gradients(memory, features, [1, 2, 3, 4, 5, 6])
    expectClose(dKernel, [0.5, 1, 50, 60, 2, 4, 0, 0], 1e-4)
    expectClose(dBias, [9, 12], 1e-6)
  })

  test('texts without features score the bias and teach the kernel nothing', () => {
    const scores = tf.tidy(() => ngramScores(kernel(), tf.tensor1d([0.5, -1]), none, memory).dataSync())
    expect(Array.from(scores)).toEqual([0.5, -1, 0.5, -1])
    const [dKernel, dBias] = gradients(memory, none, [1, 2, 3, 4])
    expect(dKernel).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    expect(dBias).toEqual([4, 6])
  })
})

function kernel(): tf.Tensor2D {
  return tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2])
}

function gradients(memory: RowGradients, of: typeof features, weighting: number[]): [number[], number[]] {
  return tf.tidy(() => {
    const loss = (kernel: tf.Tensor, bias: tf.Tensor): tf.Scalar => {
      const scores = ngramScores(kernel as tf.Tensor2D, bias as tf.Tensor1D, of, memory)
      return tf.sum(tf.mul(scores, tf.tensor(weighting, scores.shape)))
    }
    const [dKernel, dBias] = tf.grads(loss)([kernel(), tf.zeros([2])]) as [tf.Tensor, tf.Tensor]
    // No tensors leave the tidy, so its declared result is only a formality.
    return [Array.from(dKernel.dataSync()), Array.from(dBias.dataSync())] as unknown as tf.TensorContainer
  }) as unknown as [number[], number[]]
}
