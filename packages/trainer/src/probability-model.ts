import type { Batch, ProbabilityModel } from '@textgate/core'
import { logitsOf } from './logits-of.ts'
import { probabilitiesOf } from './probabilities-of.ts'
import type { TrainableModel } from './trainable-model.ts'

/** A trainable model as one that answers: dropout off, and its logits as probabilities. */
export function probabilityModel(model: TrainableModel): ProbabilityModel {
  return {
    ...(model.tokensRead ? { tokensRead: model.tokensRead } : {}),
    async predict(batch: Batch): Promise<Float32Array> {
      const logits = await logitsOf(model, batch)
      return probabilitiesOf(model.head ?? 'single', logits, logits.length / batch.size)
    },
  }
}
