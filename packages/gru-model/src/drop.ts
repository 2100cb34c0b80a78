import * as tf from '@tensorflow/tfjs'
import { type Dropout, dropoutMask } from './dropout.ts'

/**
 * Values with dropout: times a mask of 0 and 1 / (1 - rate); differentiable. The gradient needs the mask alone, where
 * that of tf.mul keeps both tensors, which tfjs forgets to free when a later operation of the pass fails.
 */
export function drop(x: tf.Tensor2D, dropout: Dropout): tf.Tensor2D {
  if (dropout.rate === 0) return x
  const { shape } = x
  const mask = dropoutMask(x.size, dropout)
  const times = (values: tf.Tensor): tf.Tensor => tf.tidy(() => tf.mul(values, tf.tensor2d(mask, shape)))
  const operation = tf.customGrad((x: tf.Tensor | tf.GradSaveFunc) => ({
    value: times(x as tf.Tensor),
    gradFunc: times,
  }))
  return operation(x) as tf.Tensor2D
}
