export { type AnswerRule, answerOf, answerRule, byProbability, DEFAULT_THRESHOLD } from './answer-rule.ts'
export type { Batch } from './batch.ts'
export {
  type AnswerSettings,
  type BeforeAndAfter,
  BUNDLE_FILES,
  BUNDLE_FORMAT_VERSION,
  type Bundle,
  type BundleManifest,
  type CalibrationRecord,
  type EpochRecord,
  type ExportedModel,
  type ExternalData,
  externalDataFile,
  type FileRecord,
  type ParityCertificate,
  type QuantizationRecord,
  type RefitRecord,
  type ServableBundle,
  type TrainingRecord,
  type UnknownSettings,
  VARIANT_NAME,
  type VectorCoverage,
  variantFile,
} from './bundle.ts'
export {
  CONFIG_VERSION,
  configJsonSchema,
  type DataConfig,
  fillConfig,
  type Head,
  type ModelConfig,
  parseConfig,
  parseModelConfig,
  parseTokenizerConfig,
  parseTrainingConfig,
  type ResolvedTokenizerConfig,
  type TextgateConfig,
  type TextgateConfigInput,
  type TokenizerConfig,
  type TrainingConfig,
  type WrittenConfig,
} from './config.ts'
export { ERRORS, type ErrorCode, isTextgateError, TextgateError } from './errors.ts'
export { fuzzedTexts } from './fuzzed-texts.ts'
export { type HeadProblem, headProblems } from './head-problems.ts'
export type { LabelledText, MultiLabelledText } from './labelled-text.ts'
export {
  autoMaxLength,
  type LongTextConfig,
  readsWindows,
  textWidth,
  tokensRead,
  windowCount,
} from './long-text.ts'
export type { AnsweredMetrics, ClassificationMetrics, ClassMetrics } from './metrics.ts'
export { type BucketCount, type BucketsNeeded, bucketsForTexts, ngramBuckets } from './ngram-buckets.ts'
export { NGRAM_HASH, NGRAM_SCALE } from './ngram-hash.ts'
export { MAX_OCCLUDED_RUNS, occlusionRuns, withoutRun } from './occlusion.ts'
export { ONNX_INTERFACE, ONNX_METADATA, ONNX_TEXT_INTERFACE } from './onnx-interface.ts'
export { padBatch } from './pad-batch.ts'
export { parseCertificate } from './parity-certificate.ts'
export { parseManifest } from './parse-manifest.ts'
export {
  hasAttention,
  POOLINGS,
  type PoolingPart,
  pooledWidth,
  poolingParts,
  requireAttention,
} from './pooling.ts'
export { type Prediction, predictionsOf } from './predictions.ts'
export { PRESETS, type PresetName } from './presets.ts'
export type { ProbabilityModel } from './probability-model.ts'
export { type RandomGenerator, type RandomState, randomFromState, randomGenerator } from './random.ts'
export { decodeSafetensors, encodeSafetensors } from './safetensors.ts'
export { sha256Hex } from './sha256.ts'
export { type TokenRun, tokenRuns } from './token-runs.ts'
export { type Encoding, PADDING_ID, type Tokenizer, UNKNOWN_ID } from './tokenizer.ts'
export type { NamedWeights, WeightTensor } from './weights.ts'
export { withVariant } from './with-variant.ts'
