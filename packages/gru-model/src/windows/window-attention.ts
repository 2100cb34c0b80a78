import * as tf from '@tensorflow/tfjs'
import type { Batch, LongTextConfig } from '@textgate/core'
import { scatterRows } from '../scatter-rows.ts'

/**
 * The attention to each token of a text from that to the states of each window and that to the windows: their product, and
 * for a token of two windows the sum of both.
 *
 * @param toStates - float32, shape [windows, heads, columns], the windows of one text after those of another
 * @param toWindows - float32, shape [batch.size, 1, most windows]
 * @param counts - windows of each text, int32, shape [batch.size]
 * @returns float32, shape [batch.size, heads, batch.length]
 */
export function windowAttention(
  toStates: tf.Tensor3D,
  toWindows: tf.Tensor3D,
  counts: Int32Array,
  { size, length }: Batch,
  { windowLength, windowOverlap }: Pick<LongTextConfig, 'windowLength' | 'windowOverlap'>,
): tf.Tensor3D {
  const [windows, heads, columns] = toStates.shape
  const most = toWindows.shape[2]
  const places = new Int32Array(windows) // of each window in `toWindows`
  const tokens = new Int32Array(windows * columns).fill(-1)
  let window = 0
  counts.forEach((count, text) => {
    for (let k = 0; k < count; k++) {
      places[window] = text * most + k
      for (let step = 0; step < columns; step++) {
        const token = k * (windowLength - windowOverlap) + step
        if (token < length) tokens[window * columns + step] = text * length + token
      }
      window++
    }
  })
  const ofWindows = tf.gather(toWindows.flatten(), tf.tensor1d(places, 'int32')).reshape([windows, 1, 1])
  const shares = tf.transpose(tf.mul(toStates, ofWindows), [0, 2, 1]) as tf.Tensor3D // [windows, columns, heads]
  const byState = shares.reshape<tf.Tensor2D>([windows * columns, heads])
  const byToken = scatterRows(byState, tokens, size * length).reshape<tf.Tensor3D>([size, length, heads])
  return tf.transpose(byToken, [0, 2, 1])
}
