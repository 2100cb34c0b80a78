import { createRequire } from 'node:module'
import * as tf from '@tensorflow/tfjs'
import {
  type AnswerSettings,
  BUNDLE_FORMAT_VERSION,
  type Bundle,
  type BundleManifest,
  type NamedWeights,
  type ResolvedTokenizerConfig,
  type TextgateConfig,
  type Tokenizer,
  type TrainingConfig,
  type TrainingRecord,
  type VectorCoverage,
} from '@textgate/core'
import type { TrainingResult } from './training-event.ts'

/** The parts of a trained classifier. */
export interface BundleParts {
  readonly weights: NamedWeights
  /** What turned the training texts into ids. */
  readonly tokenizer: Pick<Tokenizer, 'fingerprint' | 'vocabularySize'> & {
    /** The text of `tokenizer.json`. */
    toJson(): string
    /** How it was learnt; takes the place of `config.tokenizer`, whose mode may be `auto`. */
    readonly config?: ResolvedTokenizerConfig
    /** Why `auto` became its mode. */
    readonly modeReason?: string | undefined
  }
  /** In the order of the model's outputs. */
  readonly labels: readonly string[]
  readonly config: TextgateConfig
  /** Of the `done` event. */
  readonly result: TrainingResult
  /** Of each evaluated part; dev as in `result` unless given. */
  readonly metrics?: BundleManifest['metrics']
  /** Rows and files of each part; none unless given. */
  readonly data?: TrainingRecord['data']
  /** Of the pretrained vectors that the embedding began with; absent without. */
  readonly vectors?: VectorCoverage
  /** SHA-256 of the weights, as safetensors, that training began with; absent where they were random. */
  readonly firstWeights?: string
  /** Of other packages that took part, beside those of the trainer, tfjs and Node. */
  readonly versions?: Readonly<Record<string, string>>
}

/** A trained classifier in memory, to be written or exported. It holds no times, so equal runs give equal bundles. */
export function toBundle({ weights, tokenizer, labels, config, result, ...rest }: BundleParts): Bundle {
  const { backend, epochs, steps, bestEpoch, history, calibration, refit } = result
  const answers = answersOf(result)
  return {
    manifest: {
      formatVersion: BUNDLE_FORMAT_VERSION,
      labels,
      config: {
        ...config,
        tokenizer: tokenizer.config ?? config.tokenizer,
        training: { ...config.training, ...ngramChoices(config, result) },
      },
      vocabularySize: tokenizer.vocabularySize,
      tokenizerFingerprint: tokenizer.fingerprint,
      metrics: rest.metrics ?? (result.metrics ? { dev: result.metrics } : {}),
      versions: {
        '@textgate/trainer': trainerVersion(),
        ...rest.versions,
        '@tensorflow/tfjs': tf.version.tfjs,
        node: process.versions.node,
      },
      training: {
        ...{ backend, epochs, steps, bestEpoch, data: rest.data ?? {} },
        ...(history ? { history } : {}),
        ...(refit ? { refit } : {}),
        ...(tokenizer.modeReason === undefined ? {} : { tokenizerReason: tokenizer.modeReason }),
        ...(rest.vectors ? { vectors: rest.vectors } : {}),
        ...(rest.firstWeights === undefined ? {} : { firstWeights: rest.firstWeights }),
      },
      ...(calibration ? { calibration } : {}),
      ...(answers ? { answers } : {}),
    },
    tokenizerJson: tokenizer.toJson(),
    weights,
  }
}

/** What `auto` came to. */
function ngramChoices(
  { training: { ngramPriors, ngramSharing } }: TextgateConfig,
  { linearChoices }: TrainingResult,
): Pick<TrainingConfig, 'ngramPriors' | 'ngramSharing'> {
  return {
    ngramPriors: ngramPriors === 'auto' ? (linearChoices?.priors ?? 'none') : ngramPriors,
    ngramSharing: ngramSharing === 'auto' ? (linearChoices?.sharing ?? 'none') : ngramSharing,
  }
}

function answersOf({ thresholds, unknown }: TrainingResult): AnswerSettings | undefined {
  if (thresholds) return { thresholds }
  if (!unknown || unknown.below === null) return undefined
  return { unknown: { ...unknown, below: unknown.below } }
}

function trainerVersion(): string {
  return (createRequire(import.meta.url)('../package.json') as { version: string }).version
}
