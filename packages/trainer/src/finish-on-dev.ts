import type { CalibrationRecord, ClassificationMetrics, TrainingConfig } from '@textgate/core'
import { chooseTemperature } from './calibration/choose-temperature.ts'
import type { EncodedExamples } from './encoded-examples.ts'
import { answeredMetrics } from './metrics/answered-metrics.ts'
import { chooseUnknown, type UnknownChoice } from './metrics/choose-unknown.ts'
import { type DevScore, scoreOnDev } from './score-on-dev.ts'
import type { TrainableModel } from './trainable-model.ts'

/** What the dev part settles once the weights are trained. */
export interface DevResult {
  /** Of the answers as they are given from now on. */
  readonly metrics: ClassificationMetrics
  /** For head multi: probability from which on each label is answered. */
  readonly thresholds?: readonly number[]
  /** How the logits were scaled; absent where the configuration leaves them as trained. */
  readonly calibration?: CalibrationRecord
  /** Where unsure answers are to be withheld: what was found for it. */
  readonly unknown?: UnknownChoice
}

/**
 * Scales the logits of a trained model, in its weights, and then chooses on what the answers depend: thresholds, and below
 * which probability a text is unknown. All of it follows from the weights and the dev part alone.
 */
export async function finishOnDev(
  model: TrainableModel,
  dev: EncodedExamples,
  labels: readonly string[],
  { calibration: method, unknownPrecision }: TrainingConfig,
): Promise<DevResult> {
  const trained = await scoreOnDev(model, dev, labels)
  const { score, calibration } =
    method === 'none' ? { score: trained } : await calibrate(model, dev, labels, trained)
  const { thresholds } = score.rule
  const result: DevResult = {
    metrics: score.metrics,
    ...(thresholds ? { thresholds } : {}),
    ...(calibration ? { calibration } : {}),
  }
  if (unknownPrecision === null) return result
  const unknown = chooseUnknown(score.probabilities, dev.labels, labels.length, unknownPrecision)
  if (!unknown.below) return { ...result, unknown }
  const answered = answeredMetrics(score.probabilities, dev.labels, labels.length, unknown.below)
  return { ...result, metrics: { ...result.metrics, answered }, unknown }
}

async function calibrate(
  model: TrainableModel,
  dev: EncodedExamples,
  labels: readonly string[],
  trained: DevScore,
): Promise<{ score: DevScore; calibration: CalibrationRecord }> {
  const { temperature, reason } = model.scaleLogits
    ? chooseTemperature(trained.logits, dev, { head: trained.rule.head, classes: labels.length })
    : { temperature: 1, reason: 'the model cannot scale its logits' }
  if (temperature !== 1) model.scaleLogits?.(1 / temperature)
  const score = temperature === 1 ? trained : await scoreOnDev(model, dev, labels)
  const figure = (name: 'loss' | 'calibrationError') => ({
    before: trained.metrics[name] as number,
    after: score.metrics[name] as number,
  })
  return {
    score,
    calibration: {
      temperature,
      ...(reason === undefined ? {} : { reason }),
      loss: figure('loss'),
      calibrationError: figure('calibrationError'),
    },
  }
}
