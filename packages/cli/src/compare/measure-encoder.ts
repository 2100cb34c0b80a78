import { type AnswerRule, randomGenerator, type TextgateConfig } from '@textgate/core'
import type { FirstVectors } from '@textgate/gru-model'
import { predictExamples, rowLengths } from '@textgate/trainer'
import {
  bootstrapIntervals,
  type Interval,
  lengthGroups,
  metricsOf,
  rightRows,
} from '@textgate/trainer/metrics'
import type { Output } from '../output.ts'
import { trainModel } from '../train-model.ts'
import type { TrainingData } from '../training-data.ts'
import { trainingProgress } from '../training-progress.ts'
import type { EncoderResult, LengthAccuracy } from './comparison.ts'
import { epochStopwatch } from './epoch-stopwatch.ts'
import { median } from './median.ts'
import { parameterCounts } from './parameter-counts.ts'
import { predictionSpeed } from './prediction-speed.ts'

const LENGTH_GROUPS = 4

/** What the training of one encoder needs beside its configuration. */
export interface MeasureOptions {
  readonly name: string
  readonly data: TrainingData
  readonly vectors?: FirstVectors
  readonly signal: AbortSignal
  readonly output: Output
}

/** An encoder's figures, and which rows it answers rightly, uint8, shape [rows]. */
export interface MeasuredEncoder {
  readonly result: EncoderResult
  readonly right: Uint8Array
}

/**
 * Trains one encoder and scores its best weights once, on the test part where there is one, else on dev.
 *
 * @returns undefined where the signal stopped the training
 * @throws whatever training throws
 */
export async function measureEncoder(
  config: TextgateConfig,
  { name, data, vectors, signal, output }: MeasureOptions,
): Promise<MeasuredEncoder | undefined> {
  const show = trainingProgress(output)
  const stopwatch = epochStopwatch()
  const { model, result } = await trainModel(config, data, {
    signal,
    ...(vectors && config.training.vectors.file !== null ? { vectors } : {}),
    onEvent: (event) => {
      stopwatch.onEvent(event)
      show(event)
    },
  })
  try {
    if (result.reason === 'aborted') return undefined
    const { labels } = data
    const rows = data.test ?? data.dev
    const { head, encoder, hiddenSize } = config.model
    const rule: AnswerRule = { head, ...(result.thresholds ? { thresholds: result.thresholds } : {}) }
    const probabilities = await predictExamples(model, rows, labels.length)
    const { accuracy, macroF1, microF1 } = metricsOf(probabilities, rows, labels, rule)
    const right = rightRows(probabilities, rows, labels.length, rule)
    return {
      right,
      result: {
        ...{ name, accuracy, macroF1, microF1 },
        accuracyInterval: accuracyInterval(right, config.training.seed),
        parameters: parameterCounts(config.model, model.sizes),
        ...(encoder === 'linear' ? {} : { hiddenSize }),
        epochs: result.epochs,
        bestEpoch: result.bestEpoch,
        byLength: accuracyByLength(right, rowLengths(rows)),
        speed: {
          trainingSecondsPerEpoch: median(stopwatch.seconds),
          predictedTextsPerSecond: await predictionSpeed(model, rows, labels.length),
        },
      },
    }
  } finally {
    model.dispose()
  }
}

/** Of the same resamples for every encoder. */
function accuracyInterval(right: Uint8Array, seed: number): Interval {
  const random = randomGenerator(seed).fork('bootstrap of a comparison')
  const [interval] = bootstrapIntervals(right.length, (rows) => [shareOf(right, rows)], { random })
  return interval as Interval
}

function accuracyByLength(right: Uint8Array, lengths: Int32Array): LengthAccuracy[] {
  return lengthGroups(lengths, LENGTH_GROUPS).map(({ shortest, longest, rows }) => ({
    ...{ shortest, longest, rows: rows.length },
    accuracy: shareOf(right, rows),
  }))
}

function shareOf(right: Uint8Array, rows: Int32Array): number {
  return rows.reduce((sum, row) => sum + (right[row] as number), 0) / rows.length
}
