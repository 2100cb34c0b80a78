import type { Head } from '@textgate/core'
import type { Interval, McNemarResult } from '@textgate/trainer/metrics'
import type { Budget } from './encoder-config.ts'
import type { ParameterCounts } from './parameter-counts.ts'

/** What is known of a trained encoder; rates are fractions in 0 to 1. */
export interface EncoderResult {
  /** As the command line names it. */
  readonly name: string
  readonly accuracy: number
  /** 95 %, by the bootstrap over the rows. */
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
  /** What another run, on the same machine too, measures otherwise. */
  readonly speed: EncoderSpeed
}

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

/** The content of compare.json. */
export interface Comparison {
  readonly version: 1
  readonly budget: Budget
  readonly head: Head
  readonly seed: number
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
  readonly mcnemar?: McNemarResult & { readonly first: string; readonly second: string }
  /** Versions of textgate's packages. */
  readonly versions: Readonly<Record<string, string>>
}

/** Whether an encoder could be trained. */
export function isResult(encoder: EncoderResult | EncoderFailure): encoder is EncoderResult {
  return !('failure' in encoder)
}
