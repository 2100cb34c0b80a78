import { type ModelConfig, randomGenerator } from '@textgate/core'
import { bootstrapIntervals, type Interval, lengthGroups } from '@textgate/trainer/metrics'
import type { EncoderResult, LengthAccuracy } from './comparison.ts'
import type { MeasuredTraining } from './measure-training.ts'
import { median } from './median.ts'

const LENGTH_GROUPS = 4

/** What an encoder's figures are made of, beside its trainings. */
export interface EncoderFacts {
  /** As the command line names it. */
  readonly name: string
  readonly model: ModelConfig
  /** Tokens of each row that was scored, int32, shape [rows]. */
  readonly lengths: Int32Array
  /** Whether all encoders have the same time. */
  readonly isTimed: boolean
}

/**
 * An encoder's figures, made of its trainings with one seed each: means of figures, medians of times and speeds.
 *
 * @param trainings - one or more, all scored on the same rows
 */
export function encoderResult(
  trainings: readonly MeasuredTraining[],
  { name, model, lengths, isTimed }: EncoderFacts,
): EncoderResult {
  const first = trainings[0] as MeasuredTraining
  const meanOf = (figure: (training: MeasuredTraining) => number): number => mean(trainings.map(figure))
  const medianOf = (figure: (training: MeasuredTraining) => number): number => median(trainings.map(figure))
  const right = Float64Array.from(first.right, (_, row) => meanOf((one) => one.right[row] as number))
  return {
    name,
    accuracy: meanOf((one) => one.accuracy),
    macroF1: meanOf((one) => one.macroF1),
    microF1: meanOf((one) => one.microF1),
    accuracyInterval: accuracyInterval(right, first.seed),
    parameters: first.parameters,
    ...(model.encoder === 'linear' ? {} : { hiddenSize: model.hiddenSize }),
    epochs: meanOf((one) => one.epochs),
    bestEpoch: meanOf((one) => one.bestEpoch),
    byLength: accuracyByLength(right, lengths),
    ...(trainings.length === 1 ? {} : { seeds: trainings.map(seedResult) }),
    ...(isTimed
      ? {
          time: {
            plannedEpochs: first.plannedEpochs,
            seconds: medianOf((one) => one.seconds),
            ended: trainings.map(({ ended }) => ended),
          },
        }
      : {}),
    speed: {
      trainingSecondsPerEpoch: medianOf(({ speed }) => speed.trainingSecondsPerEpoch),
      predictedTextsPerSecond: medianOf(({ speed }) => speed.predictedTextsPerSecond),
    },
  }
}

function seedResult({ seed, accuracy, macroF1, microF1, epochs, bestEpoch }: MeasuredTraining) {
  return { seed, accuracy, macroF1, microF1, epochs, bestEpoch }
}

/** Of the same resamples for every encoder. */
function accuracyInterval(right: Float64Array, seed: number): Interval {
  const random = randomGenerator(seed).fork('bootstrap of a comparison')
  const [interval] = bootstrapIntervals(right.length, (rows) => [meanOfRows(right, rows)], { random })
  return interval as Interval
}

function accuracyByLength(right: Float64Array, lengths: Int32Array): LengthAccuracy[] {
  return lengthGroups(lengths, LENGTH_GROUPS).map(({ shortest, longest, rows }) => ({
    ...{ shortest, longest, rows: rows.length },
    accuracy: meanOfRows(right, rows),
  }))
}

function meanOfRows(right: Float64Array, rows: Int32Array): number {
  return rows.reduce((sum, row) => sum + (right[row] as number), 0) / rows.length
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
