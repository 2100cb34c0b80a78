import type { Head, TrainingConfig } from '@textgate/core'
import { binaryCrossEntropy } from './binary-cross-entropy.ts'
import { classWeights } from './class-weights.ts'
import { crossEntropy } from './cross-entropy.ts'
import { ordinalTargets } from './ordinal-targets.ts'
import type { RowLabels } from './row-labels.ts'

/**
 * A loss of logits, in nats, and its gradient by them.
 *
 * @param logits - float32, row-major, shape [rows, classes], as is the gradient
 */
export type LossOfLogits = (logits: Float32Array) => {
  readonly loss: number
  readonly gradient: Float32Array
}

/**
 * The loss that a head learns from, for any batch: softmax cross-entropy for one label, with soft targets for an order,
 * and sigmoid cross-entropy for any number of labels.
 *
 * @param train - labels of the whole training part, for balanced class weights
 * @param labels - the classes in the order of the logits
 * @throws CONFIG_INVALID as `classWeights`
 */
export function trainingLoss(
  head: Head,
  config: TrainingConfig,
  train: RowLabels,
  labels: readonly string[],
): (truth: RowLabels) => LossOfLogits {
  const classes = labels.length
  const smoothing = config.labelSmoothing
  if (head === 'multi') {
    return (truth) => (logits) => binaryCrossEntropy(logits, { truth, classes, smoothing })
  }
  const target = {
    weights: classWeights(config.classWeights, train.labels, labels),
    smoothing,
    ...(head === 'ordinal' ? { soft: ordinalTargets(classes) } : {}),
  }
  return (truth) => (logits) => crossEntropy(logits, { ...target, truth: truth.labels })
}
