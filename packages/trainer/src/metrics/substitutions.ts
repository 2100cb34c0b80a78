import type { RowLabels } from '../row-labels.ts'
import { rowDifference } from './row-difference.ts'

/**
 * How often each label was missed while another was wrongly given. Of one label a row this is the confusion matrix without
 * its diagonal. Of more labels nothing says which wrong label stands for which missed one, so a row with several of both
 * counts for every pair; a row that only misses labels, or only has too many, counts for none.
 *
 * @param truth - the labels of each row
 * @param answers - the labels that were answered of each row, as `answeredLabels` gives them
 * @returns row counts, [missed label][wrongly given label], shape [classes, classes]
 */
export function substitutions(truth: RowLabels, answers: RowLabels, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  for (let row = 0; row < truth.size; row++) {
    const { missed, wrong } = rowDifference(truth, answers, row)
    for (const label of missed) {
      for (const instead of wrong) counts[label]![instead]!++
    }
  }
  return counts
}
