import * as tf from '@tensorflow/tfjs'
import type { LossOfLogits } from './training-loss.ts'

/** A loss as a tfjs operation: a scalar that `tf.grads` and `tf.variableGrads` differentiate. */
export function lossTensor(logits: tf.Tensor2D, lossOf: LossOfLogits): tf.Scalar {
  const operation = tf.customGrad((input: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
    const scores = input as tf.Tensor2D
    const { loss, gradient } = lossOf(scores.dataSync() as Float32Array)
    ;(save as tf.GradSaveFunc)([tf.tensor2d(gradient, scores.shape)])
    return {
      value: tf.scalar(loss),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0] as tf.Tensor, dy),
    }
  })
  return operation(logits) as tf.Scalar
}
