import type { AnswerRule, ClassificationMetrics } from '@textgate/core'
import { branchLogits } from './calibration/branch-logits.ts'
import type { EncodedExamples } from './encoded-examples.ts'
import { EVALUATION_BATCH, valuesOfRows } from './evaluate.ts'
import { logitsOf } from './logits-of.ts'
import { chooseThresholds } from './metrics/choose-thresholds.ts'
import { metricsOf } from './metrics/metrics-of.ts'
import { probabilitiesOf } from './probabilities-of.ts'
import type { TrainableModel } from './trainable-model.ts'

/** What the dev part says of a model. */
export interface DevScore {
  readonly metrics: ClassificationMetrics
  /** How the model then answers: its head, and for head multi the thresholds that dev chose. */
  readonly rule: AnswerRule
  /** Float32, row-major, shape [rows, classes], as are the probabilities. */
  readonly logits: Float32Array
  readonly probabilities: Float32Array
}

/**
 * Chooses on the dev part what the answers depend on, and scores the answers there.
 *
 * @param branch - scores this one of the model's branches as if it were the whole model
 */
export async function scoreOnDev(
  model: TrainableModel,
  dev: EncodedExamples,
  labels: readonly string[],
  branch?: number,
): Promise<DevScore> {
  const { head = 'single' } = model
  const classes = labels.length
  const { branches, tokensRead } = model
  const limits = { ...EVALUATION_BATCH, tokensRead }
  const logits =
    branch !== undefined && branches
      ? await branchLogits({ branches, tokensRead }, branch, dev, classes)
      : await valuesOfRows((batch) => logitsOf(model, batch), dev, classes, limits)
  const probabilities = probabilitiesOf(head, logits, classes)
  const rule: AnswerRule =
    head === 'multi' ? { head, thresholds: chooseThresholds(probabilities, dev, classes) } : { head }
  return { metrics: metricsOf(probabilities, dev, labels, rule), rule, logits, probabilities }
}
