import type { AnswerRule, ClassificationMetrics } from '@textgate/core'
import type { EncodedExamples } from './encoded-examples.ts'
import { predictExamples } from './evaluate.ts'
import { chooseThresholds } from './metrics/choose-thresholds.ts'
import { metricsOf } from './metrics/metrics-of.ts'
import { probabilityModel } from './probability-model.ts'
import type { TrainableModel } from './trainable-model.ts'

/** What the dev part says of a model. */
export interface DevScore {
  readonly metrics: ClassificationMetrics
  /** How the model then answers: its head, and for head multi the thresholds that dev chose. */
  readonly rule: AnswerRule
}

/** Chooses on the dev part what the answers depend on, and scores the answers there. */
export async function scoreOnDev(
  model: TrainableModel,
  dev: EncodedExamples,
  labels: readonly string[],
): Promise<DevScore> {
  const { head = 'single' } = model
  const probabilities = await predictExamples(probabilityModel(model), dev, labels.length)
  const rule: AnswerRule =
    head === 'multi' ? { head, thresholds: chooseThresholds(probabilities, dev, labels.length) } : { head }
  return { metrics: metricsOf(probabilities, dev, labels, rule), rule }
}
