import * as tf from '@tensorflow/tfjs'
import { type Batch, type LongTextConfig, readsWindows } from '@textgate/core'
import { scatterRows } from '../scatter-rows.ts'

/**
 * The attention to each token of a text from that to each of its states: a token that two windows hold has the sum.
 *
 * @param attention - float32, shape [batch.size, heads, states], a state for each token of each window in turn, 0 behind the
 *   last of a text
 * @returns float32, shape [batch.size, heads, batch.length]
 */
export function tokenAttention(
  attention: tf.Tensor3D,
  { size, length }: Batch,
  config: LongTextConfig,
): tf.Tensor3D {
  const [, heads, states] = attention.shape
  const windowLength = readsWindows(config) ? config.windowLength : states
  const byState = tf.transpose(attention, [0, 2, 1]).reshape<tf.Tensor2D>([size * states, heads])
  const tokens = Int32Array.from({ length: size * states }, (_, i) => {
    const state = i % states
    const window = Math.floor(state / windowLength)
    const token = state - window * config.windowOverlap
    return token < length ? Math.floor(i / states) * length + token : -1
  })
  const byToken = scatterRows(byState, tokens, size * length).reshape<tf.Tensor3D>([size, length, heads])
  return tf.transpose(byToken, [0, 2, 1])
}
