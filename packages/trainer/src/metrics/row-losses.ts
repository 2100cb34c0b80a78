import type { Head } from '@textgate/core'
import { labelTable, type RowLabels } from '../row-labels.ts'
import { decisionLoss } from './decision-loss.ts'
import { logProbability } from './log-probability.ts'

/**
 * Cross-entropy of each row: minus the logarithm of the true label's probability; for head multi the sum of the binary
 * cross-entropies of all labels.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @param truth - the labels of each row; one each, but for head multi
 * @returns in nats, 0 or more, float64, shape [rows]
 */
export function rowLosses(
  probabilities: Float32Array,
  truth: RowLabels,
  classes: number,
  head: Head,
): Float64Array {
  if (head !== 'multi') {
    return Float64Array.from(
      truth.labels,
      (label, row) => -logProbability(probabilities[row * classes + label] as number),
    )
  }
  const table = labelTable(truth, classes)
  const losses = new Float64Array(truth.size)
  table.forEach((holds, i) => {
    losses[Math.floor(i / classes)]! += decisionLoss(probabilities[i] as number, holds === 1)
  })
  return losses
}
