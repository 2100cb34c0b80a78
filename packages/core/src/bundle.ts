import type { TextgateConfig } from './config.ts'
import type { ClassificationMetrics } from './metrics.ts'
import type { NamedWeights } from './weights.ts'

/** Version of the bundle format; newer ones are refused. */
export const BUNDLE_FORMAT_VERSION = 1

/** Names of the files of a bundle. */
export const BUNDLE_FILES = {
  manifest: 'manifest.json',
  tokenizer: 'tokenizer.json',
  weights: 'weights.safetensors',
  onnx: 'model.onnx',
  signature: 'signature.json',
} as const

/** A name of a variant of the exported model: small letters, digits and hyphens. */
export const VARIANT_NAME: RegExp = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** Name of the file of a variant of the exported model, e.g. `model.int8.onnx`. */
export function variantFile(variant: string): string {
  return `model.${variant}.onnx`
}

/** Name of the file with weights beside a model's file, where there is one. */
export function externalDataFile(onnxFile: string): string {
  return `${onnxFile}.data`
}

/** `manifest.json`: what the bundle is and what its files must be. It holds no times, so equal runs give equal bytes. */
export interface BundleManifest {
  readonly formatVersion: 1
  /** Labels in the order of the model's outputs; at least two, all different. */
  readonly labels: readonly string[]
  readonly config: TextgateConfig
  /** Number of ids of the tokenizer, padding and unknown included. */
  readonly vocabularySize: number
  /** SHA-256 of `tokenizer.json`. */
  readonly tokenizerFingerprint: string
  readonly metrics: { readonly dev?: ClassificationMetrics; readonly test?: ClassificationMetrics }
  /** Versions that made the bundle, by package or runtime name, e.g. `@textgate/trainer`, `@tensorflow/tfjs`, `node`. */
  readonly versions: Readonly<Record<string, string>>
  readonly training: TrainingRecord
  /** How the scores were scaled after training; absent where they are as trained. */
  readonly calibration?: CalibrationRecord
  /** How probabilities become answers, beyond the most probable label; absent where there is nothing more to it. */
  readonly answers?: AnswerSettings
  /** Present after export. */
  readonly certificate?: ParityCertificate
  /** Certificates of further forms of the exported model, by the name of the variant; see `variantFile`. */
  readonly variants?: Readonly<Record<string, ParityCertificate>>
  /** Each other file of the bundle by name. */
  readonly files: Readonly<Record<string, FileRecord>>
}

/** What was chosen on the dev part for the answers. */
export interface AnswerSettings {
  /** For head multi: probability from which on each label is answered, in the order of the labels, in [0, 1]. */
  readonly thresholds?: readonly number[]
  /** Where unsure answers are withheld; absent where every text is answered. */
  readonly unknown?: UnknownSettings
}

/** Below which probability a text is answered unknown, and what that does. */
export interface UnknownSettings {
  /** A text whose most probable label has less is unknown, in [0, 1]. */
  readonly below: number
  /** Share of right answers among the answered rows that was asked for. */
  readonly wantedPrecision: number
  /** On the dev part: share of the rows that are answered. */
  readonly coverage: number
  /** On the dev part: share of right answers among those. */
  readonly precision: number
}

/** How the scores were scaled so that probabilities can be trusted; all figures are of the dev part. */
export interface CalibrationRecord {
  /** What all scores were divided by; the division is in the weights. */
  readonly temperature: number
  /** Why it is 1; absent where it was fitted. */
  readonly reason?: string
  /** Mean negative log-likelihood of a row in nats. */
  readonly loss: BeforeAndAfter
  /** Expected calibration error, in [0, 1]. */
  readonly calibrationError: BeforeAndAfter
}

/** A figure before the scores were scaled, and after. */
export interface BeforeAndAfter {
  readonly before: number
  readonly after: number
}

/** Size and hash of one file. */
export interface FileRecord {
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
}

/** How much of a vocabulary a file of word vectors covers. */
export interface VectorCoverage {
  /** Tokens with a vector. */
  readonly found: number
  /** Tokens, padding and unknown not counted. */
  readonly vocabulary: number
  /** Share of the tokens of the training texts, repetitions and unknown ones included, that have one, in [0, 1]. */
  readonly tokenShare?: number
}

/** How a finished epoch went. */
export interface EpochRecord {
  /** 1-based. */
  readonly epoch: number
  /** Mean loss of the epoch's steps, measured while training, so with dropout, in nats. */
  readonly trainingLoss: number
  /** Of the weights after the epoch, on the dev part; absent without one. `microF1` is there for head multi. */
  readonly dev?: Pick<ClassificationMetrics, 'loss' | 'accuracy' | 'macroF1'> &
    Partial<Pick<ClassificationMetrics, 'microF1'>>
}

/** A second training on train and dev together, after the first has chosen on dev. The bundle's weights are of this one. */
export interface RefitRecord {
  /** Of both parts. */
  readonly rows: number
  /** Of the encoder; 0 where the n-grams alone were trained again. */
  readonly epochs: number
  /** Of the encoder; 0 where the n-grams alone were trained again. */
  readonly steps: number
}

/** How the weights came about. */
export interface TrainingRecord {
  readonly backend: string
  readonly epochs: number
  readonly steps: number
  readonly bestEpoch: number
  /** Rows of each part, and the file they came from, relative to the bundle, so that `export` finds real texts again. */
  readonly data: Readonly<Record<string, { readonly rows: number; readonly file?: string }>>
  /** Every finished epoch in order; absent in bundles of before it was kept. */
  readonly history?: readonly EpochRecord[]
  /** How the weights were trained again on train and dev together; absent where they were not. */
  readonly refit?: RefitRecord
  /** Why `tokenizer.mode: auto` became the mode that stands in `config`; absent where the mode was given. */
  readonly tokenizerReason?: string
  /** How many tokens began with a pretrained vector; absent without. The bundle does not need the file any more. */
  readonly vectors?: VectorCoverage
  /** SHA-256 of the weights, as safetensors, of another model that training began with; absent where they were random. */
  readonly firstWeights?: string
}

/** Proof that the exported file answers like the trained model. */
export interface ParityCertificate {
  /** Texts compared, by kind: real, empty, one-token, longest, fuzzed, padded, and of a model with windows window-edge. */
  readonly texts: Readonly<Record<string, number>>
  /** SHA-256 over all compared ids, so that the check can be repeated. */
  readonly inputsSha256: string
  /** Largest difference of a probability. */
  readonly largestDifference: number
  /** The limit that it stayed below. */
  readonly tolerance: number
  /** Texts answered differently; only possible where a margin between two labels, or to a threshold, is within it. */
  readonly labelChanges: number
  readonly opset: number
  readonly versions: Readonly<Record<string, string>>
  /** Platform and processor on which it was compared; absent in certificates of before it was kept. */
  readonly machine?: string
  /** What the rounded weights of a quantised file cost; absent where they are as trained. */
  readonly quantization?: QuantizationRecord
}

/**
 * How a quantised file answers beside the trained model, on real texts. The rest of its certificate compares it with the network
 * that has its rounded weights, and shows that it computes what it should.
 */
export interface QuantizationRecord {
  /** Name of the form, e.g. `int8`. */
  readonly mode: string
  /** Real texts that were compared. */
  readonly texts: number
  /** Largest difference of a probability. */
  readonly largestDifference: number
  /** Share of the texts with the same answer, in [0, 1]. */
  readonly agreement: number
  /** Shares of right answers, in [0, 1]; absent where the texts had no labels. */
  readonly accuracy?: { readonly trained: number; readonly quantized: number }
}

/** A trained classifier in memory. */
export interface Bundle {
  readonly manifest: Omit<BundleManifest, 'files' | 'certificate' | 'variants'>
  /** The text of `tokenizer.json`. */
  readonly tokenizerJson: string
  readonly weights: NamedWeights
}

/** Weights of an ONNX model in a file beside it. */
export interface ExternalData {
  /** Name of the file, as the model refers to it: that of the model with `.data` behind it. */
  readonly file: string
  readonly data: Uint8Array
}

/** An exported, proved ONNX model. */
export interface ExportedModel {
  readonly onnx: Uint8Array
  /** Where the model would be more than one protobuf message can hold; absent otherwise. */
  readonly externalData?: ExternalData | undefined
  readonly certificate: ParityCertificate
}

/** A trained classifier with its exported, proved ONNX model: the only thing that can be served. */
export interface ServableBundle extends Bundle, ExportedModel {
  /** Further forms of the exported model by name, e.g. `int8`. */
  readonly variants?: Readonly<Record<string, ExportedModel>>
}
