import type * as tf from '@tensorflow/tfjs'
import { lossTensor } from './loss-tensor.ts'

/** What the loss compares the logits with. */
export interface CrossEntropyTarget {
  /** Label index of each row, int32, shape [rows]. */
  readonly truth: Int32Array
  /** Weight of each class, float32, shape [classes]. */
  readonly weights: Float32Array
  /** Share ε of the target spread over all classes, in [0, 1). */
  readonly smoothing: number
  /** Target of each label, row-major, shape [classes, classes], each row of sum 1; the label alone unless given. */
  readonly soft?: Float64Array
}

/**
 * Softmax cross-entropy with label smoothing (Szegedy et al., "Rethinking the Inception Architecture", 2016) and class
 * weights, the mean over the rows; with its gradient.
 *
 * Weights count as in torch's `cross_entropy(weight=w, label_smoothing=ε)`: a row costs
 * −(1−ε)·w[y]·log p[y] − ε/C·Σ w[c]·log p[c], and the sum is divided by Σ w[y]. So weights change what counts within
 * a batch, not how long its step is. With soft targets t, log p[y] stands for Σ t[y, c]·log p[c].
 *
 * Host arithmetic in double precision: logits are few, and every backend gives the same value.
 *
 * @param logits - float32, row-major, shape [rows, classes]
 * @returns the loss in nats and its gradient by the logits, float32, shape [rows, classes]
 */
export function crossEntropy(
  logits: Float32Array,
  { truth, weights, smoothing, soft }: CrossEntropyTarget,
): { loss: number; gradient: Float32Array } {
  const classes = weights.length
  const gradient = new Float32Array(logits.length)
  const logProbabilities = new Float64Array(classes)
  const targets = new Float64Array(classes)
  let loss = 0
  let norm = 0
  for (const label of truth) norm += weights[label] as number
  truth.forEach((label, row) => {
    logSoftmax(logits, row * classes, logProbabilities)
    let total = 0
    for (let c = 0; c < classes; c++) {
      const share = (smoothing / classes) * (weights[c] as number)
      const own = soft ? (soft[label * classes + c] as number) : Number(c === label)
      targets[c] = own * (1 - smoothing) * (weights[label] as number) + share
      total += targets[c] as number
      loss -= (targets[c] as number) * (logProbabilities[c] as number)
    }
    for (let c = 0; c < classes; c++) {
      const probability = Math.exp(logProbabilities[c] as number)
      gradient[row * classes + c] = (total * probability - (targets[c] as number)) / norm
    }
  })
  return { loss: loss / norm, gradient }
}

/** The same as a tfjs operation; see `lossTensor`. */
export function crossEntropyTensor(logits: tf.Tensor2D, target: CrossEntropyTarget): tf.Scalar {
  return lossTensor(logits, (values) => crossEntropy(values, target))
}

function logSoftmax(logits: Float32Array, start: number, out: Float64Array): void {
  let largest = Number.NEGATIVE_INFINITY
  for (let c = 0; c < out.length; c++) largest = Math.max(largest, logits[start + c] as number)
  let sum = 0
  for (let c = 0; c < out.length; c++) sum += Math.exp((logits[start + c] as number) - largest)
  const logSum = largest + Math.log(sum)
  for (let c = 0; c < out.length; c++) out[c] = (logits[start + c] as number) - logSum
}
