import { labelTable, type RowLabels } from './row-labels.ts'

/** What the loss of head multi compares the logits with. */
export interface BinaryTarget {
  /** The labels of each row. */
  readonly truth: RowLabels
  /** Number of labels. */
  readonly classes: number
  /** Share ε of each target spread over yes and no, in [0, 1). */
  readonly smoothing: number
}

/**
 * Sigmoid cross-entropy of every label by itself, summed over the labels and averaged over the rows; with its gradient.
 * A label's target is 1 − ε/2 where the row has it and ε/2 where not, as Keras smooths binary targets.
 *
 * The sum over the labels is the negative log-likelihood of a row, as softmax cross-entropy is; and its gradients have the
 * size of those, so that the same limit clips both.
 *
 * Host arithmetic in double precision: logits are few, and every backend gives the same value.
 *
 * @param logits - float32, row-major, shape [rows, classes]
 * @returns the loss in nats and its gradient by the logits, float32, shape [rows, classes]
 */
export function binaryCrossEntropy(
  logits: Float32Array,
  { truth, classes, smoothing }: BinaryTarget,
): { loss: number; gradient: Float32Array } {
  const gradient = new Float32Array(logits.length)
  const table = labelTable(truth, classes)
  let loss = 0
  for (let i = 0; i < logits.length; i++) {
    const logit = logits[i] as number
    const target = (table[i] as number) * (1 - smoothing) + smoothing / 2
    // log(1 + e^z) − z·target, written so that e^z cannot overflow.
    loss += Math.max(logit, 0) - logit * target + Math.log1p(Math.exp(-Math.abs(logit)))
    gradient[i] = (1 / (1 + Math.exp(-logit)) - target) / truth.size
  }
  return { loss: loss / truth.size, gradient }
}
