import * as tf from '@tensorflow/tfjs'
import { hostView } from './host-view.ts'

/**
 * Sums rows into a table by id: the gradient of an embedding lookup.
 *
 * Where the host sees the values (wasm and cpu) it adds in a plain loop, in the order of the tokens: tfjs-wasm has no
 * UnsortedSegmentSum, and tfjs-cpu's takes time vocabulary x tokens.
 *
 * @param rows - float32, shape [tokens, size]
 * @param ids - row of the table that each of `rows` is added to, int32, shape [tokens]
 * @param tableRows - rows of the result
 * @param ignoredId - rows with this id are left out
 * @returns float32, shape [tableRows, size]
 */
export function scatterRows(
  rows: tf.Tensor2D,
  ids: Int32Array,
  tableRows: number,
  ignoredId: number,
): tf.Tensor2D {
  const values = hostView(rows)
  if (!values) return scatterOnDevice(rows, ids, tableRows, ignoredId)
  const size = rows.shape[1]
  const table = new Float32Array(tableRows * size)
  for (let token = 0; token < ids.length; token++) {
    const id = ids[token] as number
    if (id === ignoredId) continue
    const to = id * size
    const from = token * size
    for (let i = 0; i < size; i++) table[to + i] = (table[to + i] as number) + (values[from + i] as number)
  }
  return tf.tensor2d(table, [tableRows, size])
}

/** See `scatterRows`; one UnsortedSegmentSum, which drops negative ids. */
export function scatterOnDevice(
  rows: tf.Tensor2D,
  ids: Int32Array,
  tableRows: number,
  ignoredId: number,
): tf.Tensor2D {
  return tf.tidy(() => {
    const segments = tf.tensor1d(
      ids.map((id) => (id === ignoredId ? -1 : id)),
      'int32',
    )
    return tf.unsortedSegmentSum(rows, segments, tableRows)
  })
}
