import * as tf from '@tensorflow/tfjs'
import type { Batch } from '@textgate/core'
import type { EncodedExamples } from '../encoded-examples.ts'
import { EVALUATION_BATCH, valuesOfRows } from '../evaluate.ts'
import type { TrainableModel } from '../trainable-model.ts'

/**
 * The logits of one of a model's branches for every row, float32, row-major, shape [rows, classes].
 *
 * @param branch - its number; -1 is the last one
 */
export async function branchLogits(
  model: Required<Pick<TrainableModel, 'branches'>> & {
    readonly tokensRead?: TrainableModel['tokensRead'] | undefined
  },
  branch: number,
  examples: EncodedExamples,
  classes: number,
): Promise<Float32Array> {
  const logitsOf = async (batch: Batch): Promise<Float32Array> => {
    const logits = tf.tidy(() => model.branches(batch, { training: false }).at(branch) as tf.Tensor2D)
    try {
      return (await logits.data()) as Float32Array
    } finally {
      logits.dispose()
    }
  }
  const limits = { ...EVALUATION_BATCH, tokensRead: model.tokensRead }
  return valuesOfRows(logitsOf, examples, classes, limits)
}
