import * as tf from '@tensorflow/tfjs'
import { copyRows } from './copy-rows.ts'
import type { RowGradients } from './row-gradients.ts'

/**
 * Rows of the embedding table, differentiable in the table.
 *
 * @param table - float32, shape [vocabulary, embedding]
 * @param ids - ascending and distinct, each in 0 to vocabulary - 1, int32, shape [distinct]
 * @returns float32, shape [distinct, embedding]
 */
export function embedTokens(table: tf.Tensor2D, ids: Int32Array, gradients: RowGradients): tf.Tensor2D {
  const { shape } = table
  const lookUp = tf.customGrad((table: tf.Tensor | tf.GradSaveFunc) => ({
    value: copyRows(table as tf.Tensor2D, ids),
    gradFunc: (dRows: tf.Tensor) => gradients.gradient(dRows as tf.Tensor2D, ids, shape),
  }))
  return lookUp(table) as tf.Tensor2D
}
