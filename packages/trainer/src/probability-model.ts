import * as tf from '@tensorflow/tfjs'
import type { Batch, ProbabilityModel } from '@textgate/core'
import { probabilitiesOf } from './probabilities-of.ts'
import type { TrainableModel } from './trainable-model.ts'

/** A trainable model as one that answers: dropout off, and its logits as probabilities. */
export function probabilityModel(model: TrainableModel): ProbabilityModel {
  return {
    async predict(batch: Batch): Promise<Float32Array> {
      const logits = tf.tidy(() => model.forward(batch, { training: false }))
      const values = (await logits.data()) as Float32Array
      const classes = logits.shape[1]
      logits.dispose()
      return probabilitiesOf(model.head ?? 'single', values, classes)
    },
  }
}
