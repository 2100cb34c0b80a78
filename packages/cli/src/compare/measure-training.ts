import type { AnswerRule, TextgateConfig } from '@textgate/core'
import type { FirstVectors } from '@textgate/gru-model'
import { predictExamples } from '@textgate/trainer'
import { metricsOf, rightRows } from '@textgate/trainer/metrics'
import type { Output } from '../output.ts'
import { trainModel } from '../train-model.ts'
import type { TrainingData } from '../training-data.ts'
import { trainingProgress } from '../training-progress.ts'
import { abortAfter } from './abort-after.ts'
import type { EncoderSpeed, SeedResult, TrainingEnd } from './comparison.ts'
import { epochStopwatch } from './epoch-stopwatch.ts'
import { median } from './median.ts'
import { type ParameterCounts, parameterCounts } from './parameter-counts.ts'
import { predictionSpeed } from './prediction-speed.ts'
import { timeTooShort } from './time-too-short.ts'

/** What the training of one encoder with one seed needs beside its configuration. */
export interface MeasureTrainingOptions {
  /** Of the encoder, for errors. */
  readonly name: string
  readonly data: TrainingData
  readonly vectors?: FirstVectors
  /** What the training has at most; as much as it needs unless given. */
  readonly seconds?: number
  readonly signal: AbortSignal
  readonly output: Output
}

/** The figures of one training. */
export interface MeasuredTraining extends SeedResult {
  readonly parameters: ParameterCounts
  readonly speed: EncoderSpeed
  readonly plannedEpochs: number
  /** Of the whole training, without scoring and speed of prediction. */
  readonly seconds: number
  readonly ended: TrainingEnd
  /** 1 where a row is answered rightly, else 0, uint8, shape [rows]. */
  readonly right: Uint8Array
}

/**
 * Trains one encoder with the seed of its configuration and scores its best weights once, on the test part where there is
 * one, else on dev.
 *
 * @returns undefined where the signal stopped the training
 * @throws whatever training throws, TIME_BUDGET_TOO_SHORT where its seconds were over before the end of an epoch
 */
export async function measureTraining(
  config: TextgateConfig,
  { name, data, vectors, seconds: allowed, signal, output }: MeasureTrainingOptions,
): Promise<MeasuredTraining | undefined> {
  const show = trainingProgress(output)
  const stopwatch = epochStopwatch()
  const time = abortAfter(allowed, signal)
  const started = performance.now()
  let plannedEpochs = 0
  const { model, result } = await trainModel(config, data, {
    signal: time.signal,
    ...(vectors && config.model.encoder !== 'linear' ? { vectors } : {}),
    onEvent: (event) => {
      stopwatch.onEvent(event)
      show(event)
      if (event.type === 'start') plannedEpochs = event.epochs
    },
  }).finally(time.release)
  const seconds = (performance.now() - started) / 1000
  try {
    const { reason, epochs, bestEpoch, thresholds } = result
    if (reason === 'aborted' && signal.aborted) return undefined
    if (bestEpoch === 0) throw timeTooShort(name, allowed as number)

    const { labels } = data
    const rows = data.test ?? data.dev
    const rule: AnswerRule = { head: config.model.head, ...(thresholds ? { thresholds } : {}) }
    const probabilities = await predictExamples(model, rows, labels.length)
    const { accuracy, macroF1, microF1 } = metricsOf(probabilities, rows, labels, rule)
    return {
      seed: config.training.seed,
      ...{ accuracy, macroF1, microF1, epochs, bestEpoch, plannedEpochs, seconds },
      ended: reason === 'aborted' ? 'time' : reason,
      right: rightRows(probabilities, rows, labels.length, rule),
      parameters: parameterCounts(config.model, model.sizes),
      speed: {
        trainingSecondsPerEpoch: median(stopwatch.seconds),
        predictedTextsPerSecond: await predictionSpeed(model, rows, labels.length),
      },
    }
  } finally {
    model.dispose()
  }
}
