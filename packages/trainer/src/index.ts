export { type BatchLimits, batchesPerEpoch, epochBatches } from './batches.ts'
export { type BinaryTarget, binaryCrossEntropy } from './binary-cross-entropy.ts'
export { chooseTemperature, type TemperatureChoice } from './calibration/choose-temperature.ts'
export { CHECKPOINT_FILE } from './checkpoint/checkpoint-file.ts'
export { classWeights } from './class-weights.ts'
export { type CrossEntropyTarget, crossEntropy, crossEntropyTensor } from './cross-entropy.ts'
export { type EarlyStoppingState, earlyStopping, type WatchedMetric } from './early-stopping.ts'
export {
  allRows,
  type EncodedExamples,
  encodeExamples,
  encodeTexts,
  rowIds,
  rowLengths,
  selectExamples,
  type TokenSequences,
} from './encoded-examples.ts'
export { EVALUATION_BATCH, evaluate, predictExamples } from './evaluate.ts'
export type { DevResult } from './finish-on-dev.ts'
export { learningRateAt } from './learning-rate.ts'
export { type LinearTrial, linearDevLoss } from './linear/linear-dev-loss.ts'
export type { SparseRow } from './linear/linear-problem.ts'
export type { MarginScale } from './linear/margin-scale.ts'
export type { LinearChoices } from './linear/train-linear-part.ts'
export type { UnknownChoice } from './metrics/choose-unknown.ts'
export { createOptimizer } from './optimizer/create-optimizer.ts'
export type { Optimizer, OptimizerSettings, OptimizerStep } from './optimizer/optimizer.ts'
export { ordinalTargets } from './ordinal-targets.ts'
export {
  type LearntVectors,
  type SkipGramOptions,
  skipGramVectors,
} from './pretraining/skip-gram-vectors.ts'
export { probabilityModel } from './probability-model.ts'
export { readVariables, writeVariables } from './read-variables.ts'
export { labelsOfRow, packRowLabels, type RowLabels } from './row-labels.ts'
export { type BundleParts, toBundle } from './to-bundle.ts'
export { train } from './train.ts'
export type { TrainOptions } from './train-options.ts'
export type {
  ForwardOptions,
  KernelModel,
  KernelStep,
  KernelWeights,
  LinearPart,
  TrainableModel,
} from './trainable-model.ts'
export type { StopReason, TrainingEvent, TrainingResult } from './training-event.ts'
