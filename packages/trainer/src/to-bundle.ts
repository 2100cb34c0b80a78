import {
  BUNDLE_FORMAT_VERSION,
  type Bundle,
  type BundleManifest,
  type NamedWeights,
  type TextgateConfig,
  type TrainingRecord,
} from '@textgate/core'

/** The parts of a trained classifier. */
export interface BundleParts {
  readonly weights: NamedWeights
  /** The text of `tokenizer.json`. */
  readonly tokenizerJson: string
  /** In the order of the model's outputs. */
  readonly labels: readonly string[]
  readonly config: TextgateConfig
  readonly vocabularySize: number
  readonly tokenizerFingerprint: string
  /** Of each evaluated part. */
  readonly metrics: BundleManifest['metrics']
  readonly versions: Readonly<Record<string, string>>
  readonly training: TrainingRecord
}

/** A trained classifier in memory, to be written or exported. It holds no times, so equal runs give equal bundles. */
export function toBundle({ weights, tokenizerJson, metrics, ...facts }: BundleParts): Bundle {
  return {
    manifest: { formatVersion: BUNDLE_FORMAT_VERSION, ...facts, metrics },
    tokenizerJson,
    weights,
  }
}
