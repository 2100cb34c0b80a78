import type { RowLabels } from '../row-labels.ts'
import type { LabelCounts } from './class-metrics.ts'
import { rowDifference } from './row-difference.ts'

/**
 * Counts the rows of each label, and the answers.
 *
 * @param truth - the labels of each row
 * @param answers - the labels that were answered of each row, as `answeredLabels` gives them
 * @returns by label, shape [classes]
 */
export function labelCounts(truth: RowLabels, answers: RowLabels, classes: number): LabelCounts[] {
  const counts = Array.from({ length: classes }, () => ({ right: 0, answered: 0, support: 0 }))
  for (const label of truth.labels) counts[label]!.support++
  for (const label of answers.labels) counts[label]!.answered++
  for (let row = 0; row < truth.size; row++) {
    for (const label of rowDifference(truth, answers, row).right) counts[label]!.right++
  }
  return counts
}
