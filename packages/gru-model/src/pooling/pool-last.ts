import * as tf from '@tensorflow/tfjs'

/**
 * Final state of each row, as a sequence kernel leaves it; zeros for an empty row.
 *
 * @param states - float32, shape [length, batch, units]
 * @param reverse - whether the states were computed from each row's last real step to its first
 * @returns float32, shape [batch, units]
 */
export function poolLast(states: tf.Tensor3D, reverse: boolean): tf.Tensor2D {
  const [length, batch, units] = states.shape
  const step = reverse ? 0 : length - 1
  return tf.slice(states, [step, 0, 0], [1, batch, units]).reshape([batch, units])
}
