import * as tf from '@tensorflow/tfjs'
import type { RealSteps } from './real-steps.ts'

/**
 * Mean of each unit over the real steps of its row; zeros for an empty row.
 *
 * @param states - float32, shape [length, batch, units]
 * @returns float32, shape [batch, units]
 */
export function poolMean(states: tf.Tensor3D, { mask, inverseLengths }: RealSteps): tf.Tensor2D {
  const real = mask ? tf.mul(states, mask) : states // [length, batch, units]
  return tf.mul(tf.sum(real, 0), inverseLengths) as tf.Tensor2D
}
