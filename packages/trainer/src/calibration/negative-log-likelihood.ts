import type { Head } from '@textgate/core'
import { binaryCrossEntropy } from '../binary-cross-entropy.ts'
import { crossEntropy } from '../cross-entropy.ts'
import type { RowLabels } from '../row-labels.ts'
import type { LossOfLogits } from '../training-loss.ts'

/** How little probability a head's logits give to the labels of rows, in nats; without smoothing and class weights. */
export function negativeLogLikelihood(head: Head, truth: RowLabels, classes: number): LossOfLogits {
  if (head === 'multi') return (logits) => binaryCrossEntropy(logits, { truth, classes, smoothing: 0 })
  const target = { truth: truth.labels, weights: new Float32Array(classes).fill(1), smoothing: 0 }
  return (logits) => crossEntropy(logits, target)
}
