import * as tf from '@tensorflow/tfjs'
import { PADDING_ID } from '@textgate/core'
import { hostView } from './host-view.ts'
import { scatterRows } from './scatter-rows.ts'

/**
 * Rows of the embedding table, differentiable in the table; the padding row gets no gradient.
 *
 * @param table - float32, shape [vocabulary, embedding]
 * @param ids - int32, each in 0 to vocabulary - 1, shape [tokens]
 * @returns float32, shape [tokens, embedding]
 */
export function embedTokens(table: tf.Tensor2D, ids: Int32Array): tf.Tensor2D {
  const [vocabulary] = table.shape
  const lookUp = tf.customGrad((table: tf.Tensor | tf.GradSaveFunc) => ({
    value: gatherRows(table as tf.Tensor2D, ids),
    gradFunc: (dRows: tf.Tensor) => scatterRows(dRows as tf.Tensor2D, ids, vocabulary, PADDING_ID),
  }))
  return lookUp(table) as tf.Tensor2D
}

/** tf.gather, but copied row by row where the host sees the table: tfjs-wasm's own kernel goes number by number. */
function gatherRows(table: tf.Tensor2D, ids: Int32Array): tf.Tensor2D {
  const values = hostView(table)
  if (!values) return tf.gather(table, tf.tensor1d(ids, 'int32'))
  const size = table.shape[1]
  const rows = new Float32Array(ids.length * size)
  ids.forEach((id, token) => {
    rows.set(values.subarray(id * size, (id + 1) * size), token * size)
  })
  return tf.tensor2d(rows, [ids.length, size])
}
