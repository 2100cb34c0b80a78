import * as tf from '@tensorflow/tfjs'
import { hostView } from './host-view.ts'

/**
 * Sums rows into a table by index: the gradient of copying rows.
 *
 * Where the host sees the values (wasm and cpu) it adds in a plain loop, in the order of the rows: tfjs-wasm has no
 * UnsortedSegmentSum, and tfjs-cpu's takes time table rows x rows.
 *
 * @param rows - float32, shape [count, width]
 * @param index - row of the table that each of `rows` is added to, negative: none; int32, shape [count]
 * @param tableRows - rows of the result
 * @returns float32, shape [tableRows, width]
 */
export function scatterRows(rows: tf.Tensor2D, index: Int32Array, tableRows: number): tf.Tensor2D {
  const values = hostView(rows)
  if (!values) return scatterOnDevice(rows, index, tableRows)
  const width = rows.shape[1]
  const table = new Float32Array(tableRows * width)
  for (let row = 0; row < index.length; row++) {
    const target = index[row] as number
    if (target < 0) continue
    const to = target * width
    const from = row * width
    for (let i = 0; i < width; i++) table[to + i] = (table[to + i] as number) + (values[from + i] as number)
  }
  return tf.tensor2d(table, [tableRows, width])
}

/** See `scatterRows`; one UnsortedSegmentSum, which drops negative indices. */
export function scatterOnDevice(rows: tf.Tensor2D, index: Int32Array, tableRows: number): tf.Tensor2D {
  return tf.tidy(() => tf.unsortedSegmentSum(rows, tf.tensor1d(index, 'int32'), tableRows))
}
