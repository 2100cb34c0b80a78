import * as tf from '@tensorflow/tfjs'
import { branchLogits } from '../calibration/branch-logits.ts'
import { fitFactors } from '../calibration/fit-factors.ts'
import { negativeLogLikelihood } from '../calibration/negative-log-likelihood.ts'
import type { EncodedExamples } from '../encoded-examples.ts'
import type { LinearPart, TrainableModel } from '../trainable-model.ts'

/** Margins of support vector machines lie around -1 to 1; as logits they would never be sure. */
const WITHOUT_DEV = 3

/**
 * Makes logits of a linear part's margins: multiplies its weights by the factor that suits the dev part best, without one by 3.
 *
 * @param model - whose last branch the part is
 */
export async function scaleLinearPart(
  model: TrainableModel,
  part: LinearPart,
  dev: EncodedExamples | undefined,
  classes: number,
): Promise<void> {
  const { branches, head = 'single' } = model
  const factor =
    dev && branches
      ? fitFactors(
          [await branchLogits({ branches }, -1, dev, classes)],
          negativeLogLikelihood(head, dev, classes),
        )
      : [WITHOUT_DEV]
  for (const variable of [part.kernel, part.bias]) {
    tf.tidy(() => variable.assign(tf.mul(variable, factor[0] as number)))
  }
}
