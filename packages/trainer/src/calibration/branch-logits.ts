import * as tf from '@tensorflow/tfjs'
import { batchOf, sortedBatches } from '../batches.ts'
import { type EncodedExamples, rowLengths } from '../encoded-examples.ts'
import { EVALUATION_BATCH, placeRows } from '../evaluate.ts'
import type { ForwardOptions, TrainableModel } from '../trainable-model.ts'

/**
 * The logits of each of a model's branches for every row, in one pass over the rows.
 *
 * @returns in the order of `branches`, float32, row-major, shape [rows, classes] each
 */
export async function branchLogits(
  { branches, tokensRead }: Required<Pick<TrainableModel, 'branches'>> & TrainableModel,
  examples: EncodedExamples,
  classes: number,
  options: Pick<ForwardOptions, 'withoutLinear'> = {},
): Promise<Float32Array[]> {
  const found: Float32Array[] = []
  for (const rows of sortedBatches(rowLengths(examples), { ...EVALUATION_BATCH, tokensRead })) {
    const parts = tf.tidy(() => branches(batchOf(examples, rows), { training: false, ...options }))
    try {
      for (const [k, part] of parts.entries()) {
        const logits = (await part.data()) as Float32Array // [rows, classes]
        found[k] ??= new Float32Array(examples.size * classes)
        placeRows(logits, rows, found[k], classes)
      }
    } finally {
      tf.dispose(parts)
    }
  }
  return found
}

/** Whether a model tells its branches. */
export function hasBranches(
  model: TrainableModel,
): model is Required<Pick<TrainableModel, 'branches'>> & TrainableModel {
  return model.branches !== undefined
}
