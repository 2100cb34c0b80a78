import * as tf from '@tensorflow/tfjs'
import { copyRows } from './copy-rows.ts'

/**
 * Rows in another order; differentiable.
 *
 * @param rows - float32, shape [count, width]
 * @param order - which row stands at each place, every one once, int32, shape [count]
 * @returns float32, shape [count, width]
 */
export function reorderRows(rows: tf.Tensor2D, order: Int32Array): tf.Tensor2D {
  const reorder = tf.customGrad((rows: tf.Tensor | tf.GradSaveFunc) => ({
    value: copyRows(rows as tf.Tensor2D, order),
    gradFunc: (dRows: tf.Tensor) => copyRows(dRows as tf.Tensor2D, inverseOrder(order)),
  }))
  return reorder(rows) as tf.Tensor2D
}

/** The place of each row in an order, int32, shape [count]. */
export function inverseOrder(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length)
  order.forEach((row, place) => {
    places[row] = place
  })
  return places
}
