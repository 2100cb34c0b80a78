import * as tf from '@tensorflow/tfjs'
import { type RealSteps, realOrLowest } from './real-steps.ts'

/**
 * Largest value of each unit over the real steps of its row; zeros for an empty row.
 *
 * @param states - float32, shape [length, batch, units]
 * @returns float32, shape [batch, units]
 */
export function poolMax(states: tf.Tensor3D, { mask, inverseLengths }: RealSteps): tf.Tensor2D {
  if (!mask) return maxOverSteps(states)
  const candidates = realOrLowest(states, mask) // [length, batch, units]
  return tf.mul(maxOverSteps(candidates), tf.sign(inverseLengths))
}

/** tf.max over the first axis, but steps that share the largest value share its gradient: tf.max gives all to each. */
function maxOverSteps(states: tf.Tensor3D): tf.Tensor2D {
  const reduce = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [states, save] = args as [tf.Tensor3D, tf.GradSaveFunc]
    const largest = tf.max(states, 0) // [batch, units]
    save([states, largest])
    return {
      value: largest,
      gradFunc: (dLargest: tf.Tensor, saved: tf.Tensor[]) => {
        const [states, largest] = saved as [tf.Tensor3D, tf.Tensor2D]
        return tf.tidy(() => {
          const chosen = tf.cast(tf.equal(states, largest), 'float32') // [length, batch, units]
          return tf.mul(chosen, tf.div(dLargest, tf.sum(chosen, 0)))
        })
      },
    }
  })
  return reduce(states) as tf.Tensor2D
}
