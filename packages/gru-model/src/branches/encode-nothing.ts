import * as tf from '@tensorflow/tfjs'

/**
 * What a batch of empty texts alone encodes to: zeros, and zeros as the gradient of every weight.
 *
 * @param shape - [batch, pooled]
 */
export function encodeNothing(weights: readonly tf.Tensor[], shape: [number, number]): tf.Tensor2D {
  const zeros = tf.customGrad((..._: (tf.Tensor | tf.GradSaveFunc)[]) => ({
    value: tf.zeros<tf.Rank.R2>(shape),
    gradFunc: () => weights.map((weight) => tf.zeros(weight.shape)),
  }))
  return zeros(...weights) as tf.Tensor2D
}
