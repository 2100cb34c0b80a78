import * as tf from '@tensorflow/tfjs'
import { copyRows } from './copy-rows.ts'
import { scatterRows } from './scatter-rows.ts'

/**
 * Rows at `index`, each as often as it is named; differentiable.
 *
 * @param rows - float32, shape [count, width], at least one row
 * @param index - int32, shape [places]; negative: the row's values mean nothing and have no gradient
 * @returns float32, shape [places, width]
 */
export function spreadRows(rows: tf.Tensor2D, index: Int32Array): tf.Tensor2D {
  const [count] = rows.shape
  const spread = tf.customGrad((rows: tf.Tensor | tf.GradSaveFunc) => ({
    value: copyRows(rows as tf.Tensor2D, index),
    gradFunc: (dRows: tf.Tensor) => scatterRows(dRows as tf.Tensor2D, index, count),
  }))
  return spread(rows) as tf.Tensor2D
}
