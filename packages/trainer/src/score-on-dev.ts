import type { AnswerRule, ClassificationMetrics } from '@textgate/core'
import { branchLogits, hasBranches } from './calibration/branch-logits.ts'
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
 * @param withoutLinear - scores the other branch alone where the model has a linear part
 */
export async function scoreOnDev(
  model: TrainableModel,
  dev: EncodedExamples,
  labels: readonly string[],
  withoutLinear = false,
): Promise<DevScore> {
  const { head = 'single' } = model
  const classes = labels.length
  const limits = { ...EVALUATION_BATCH, tokensRead: model.tokensRead }
  const logits =
    withoutLinear && hasBranches(model)
      ? ((await branchLogits(model, dev, classes, { withoutLinear }))[0] as Float32Array)
      : await valuesOfRows((batch) => logitsOf(model, batch), dev, classes, limits)
  const probabilities = probabilitiesOf(head, logits, classes)
  const rule: AnswerRule =
    head === 'multi' ? { head, thresholds: chooseThresholds(probabilities, dev, classes) } : { head }
  return { metrics: metricsOf(probabilities, dev, labels, rule), rule, logits, probabilities }
}
