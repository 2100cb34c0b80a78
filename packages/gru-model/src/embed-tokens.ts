import * as tf from '@tensorflow/tfjs'
import { PADDING_ID } from '@textgate/core'
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
    value: tf.gather(table as tf.Tensor2D, tf.tensor1d(ids, 'int32')),
    gradFunc: (dRows: tf.Tensor) => scatterRows(dRows as tf.Tensor2D, ids, vocabulary, PADDING_ID),
  }))
  return lookUp(table) as tf.Tensor2D
}
