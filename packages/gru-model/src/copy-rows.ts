import * as tf from '@tensorflow/tfjs'
import { hostView } from './host-view.ts'

/**
 * tf.gather, but copied row by row where the host sees the table: tfjs-wasm's own kernel goes number by number.
 *
 * @param table - float32, shape [rows, width], at least one row
 * @param index - rows of the table; negative: any finite values
 * @returns float32, shape [index.length, width]
 */
export function copyRows(table: tf.Tensor2D, index: Int32Array): tf.Tensor2D {
  const values = hostView(table)
  if (!values) {
    const rows = index.map((row) => Math.max(0, row))
    return tf.tidy(() => tf.gather(table, tf.tensor1d(rows, 'int32')))
  }
  const width = table.shape[1]
  const copied = new Float32Array(index.length * width)
  for (let place = 0; place < index.length; place++) {
    const row = index[place] as number
    if (row >= 0) copied.set(values.subarray(row * width, (row + 1) * width), place * width)
  }
  return tf.tensor2d(copied, [index.length, width])
}
