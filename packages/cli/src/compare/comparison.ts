import type { Head } from '@textgate/core'
import type { Interval, McNemarResult } from '@textgate/trainer/metrics'
import type { Budget } from './encoder-config.ts'
import type { ParameterCounts } from './parameter-counts.ts'

/**
 * What is known of a trained encoder; rates are fractions in 0 to 1. Where it was trained with several seeds, figures are
 * the means of the seeds and times and speeds the medians.
 */
export interface EncoderResult {
  /** As the command line names it. */
  readonly name: string
  readonly accuracy: number
  /** 95 %, by the bootstrap over the rows, each with the share of the seeds that answer it rightly. */
  readonly accuracyInterval: Interval
  readonly macroF1: number
  readonly microF1: number
  readonly parameters: ParameterCounts
  /** Absent for `linear`, which has none. */
  readonly hiddenSize?: number
  readonly epochs: number
  /** Epoch whose weights were scored. */
  readonly bestEpoch: number
  readonly byLength: readonly LengthAccuracy[]
  /** Each seed by itself, where there are several. */
  readonly seeds?: readonly SeedResult[]
  /** With budget time alone. */
  readonly time?: TimeUse
  /** What another run, on the same machine too, measures otherwise. */
  readonly speed: EncoderSpeed
}

/** What is known of an encoder that was trained with one seed of several. */
export interface SeedResult {
  readonly seed: number
  readonly accuracy: number
  readonly macroF1: number
  readonly microF1: number
  readonly epochs: number
  readonly bestEpoch: number
}

/** How an encoder used the time that it had; it differs from run to run. */
export interface TimeUse {
  /** With which its learning rate ends. */
  readonly plannedEpochs: number
  /** Of a training, with its scoring on dev. */
  readonly seconds: number
  /** Of each seed: whether all planned epochs were trained, early stopping ended it, or the time did. */
  readonly ended: readonly TrainingEnd[]
}

/** Why a training ended. */
export type TrainingEnd = 'epochs' | 'patience' | 'time'

/** Accuracy of the rows whose tokens are of a number from `shortest` to `longest`. */
export interface LengthAccuracy {
  readonly shortest: number
  readonly longest: number
  readonly rows: number
  readonly accuracy: number
}

/** How fast an encoder is. */
export interface EncoderSpeed {
  /** Median of the epochs, without the scoring on dev. */
  readonly trainingSecondsPerEpoch: number
  /** Median of several passes over the same texts. */
  readonly predictedTextsPerSecond: number
}

/** An encoder that could not be trained. */
export interface EncoderFailure {
  readonly name: string
  readonly failure: { readonly code: string; readonly message: string }
}

/** What every training has at most with budget time. */
export interface TimeBudget {
  readonly seconds: number
  /** The encoder whose training took so long; absent where the command line gives the seconds. */
  readonly from?: string
}

/** The content of compare.json. */
export interface Comparison {
  readonly version: 1
  readonly budget: Budget
  /** With budget time, as soon as it is known. */
  readonly timeBudget?: TimeBudget
  readonly head: Head
  /** The first one, by which a dev part is cut off. */
  readonly seed: number
  /** All of them, where there are several. */
  readonly seeds?: readonly number[]
  readonly backend: string
  readonly vocabularySize: number
  readonly labels: number
  readonly trainingRows: number
  readonly evaluatedOn: 'test' | 'dev'
  readonly evaluatedRows: number
  /** In the order of the command line. */
  readonly encoders: readonly (EncoderResult | EncoderFailure)[]
  /** Names that are still to be trained, or never were because the command was stopped. */
  readonly missing: readonly string[]
  /** Of the first two encoders, once both are there. */
  readonly mcnemar?: McNemarOfTwo
  /** Versions of textgate's packages. */
  readonly versions: Readonly<Record<string, string>>
}

/** McNemar's test of two encoders, both trained with one seed. */
export interface McNemarOfTwo extends McNemarResult {
  readonly first: string
  readonly second: string
  /** The first of several. */
  readonly seed?: number
}

/** Whether an encoder could be trained. */
export function isResult(encoder: EncoderResult | EncoderFailure): encoder is EncoderResult {
  return !('failure' in encoder)
}
