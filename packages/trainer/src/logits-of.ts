import * as tf from '@tensorflow/tfjs'
import type { Batch } from '@textgate/core'
import type { TrainableModel } from './trainable-model.ts'

/** The logits of a batch with dropout off, float32, row-major, shape [batch.size, classes]. */
export async function logitsOf(model: TrainableModel, batch: Batch): Promise<Float32Array> {
  const logits = tf.tidy(() => model.forward(batch, { training: false }))
  try {
    return (await logits.data()) as Float32Array
  } finally {
    logits.dispose()
  }
}
