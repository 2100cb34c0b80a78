import * as tf from '@tensorflow/tfjs'
import type { RealSteps } from './real-steps.ts'

/** Far below every GRU state, which lies in (-1, 1), and far above float32's end. */
const NEVER_LARGEST = 1e9

/**
 * Largest value of each unit over the real steps of its row; zeros for an empty row.
 *
 * Steps that share the largest value share its gradient evenly; tf.max would give each of them all of it.
 *
 * @param states - float32, shape [length, batch, units]
 * @returns float32, shape [batch, units]
 */
export function poolMax(states: tf.Tensor3D, { mask, inverseLengths }: RealSteps): tf.Tensor2D {
  const reduce = tf.customGrad((states: tf.Tensor | tf.GradSaveFunc, save?: tf.Tensor | tf.GradSaveFunc) => {
    const candidates = mask
      ? tf.add(states as tf.Tensor3D, tf.mul(tf.sub(mask, 1), NEVER_LARGEST))
      : (states as tf.Tensor3D) // [length, batch, units]
    const largest = tf.max(candidates, 0) // [batch, units]
    ;(save as tf.GradSaveFunc)([candidates, largest])
    return {
      value: mask ? tf.mul(largest, tf.sign(inverseLengths)) : largest,
      gradFunc: (dPooled: tf.Tensor, saved: tf.Tensor[]) => {
        const [candidates, largest] = saved as [tf.Tensor3D, tf.Tensor2D]
        return tf.tidy(() => {
          const chosen = tf.cast(tf.equal(candidates, largest), 'float32') // [length, batch, units]
          const share = tf.div(dPooled, tf.sum(chosen, 0)) // [batch, units]
          return tf.mul(chosen, mask ? tf.mul(share, tf.sign(inverseLengths)) : share)
        })
      },
    }
  })
  return reduce(states) as tf.Tensor2D
}
