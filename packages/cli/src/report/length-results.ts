import {
  f1Interval,
  labelCounts,
  lengthGroups,
  proportionInterval,
  selectRowLabels,
} from '@textgate/trainer/metrics'
import type { AnsweredRows } from './chosen-rows.ts'
import type { LengthResult } from './report.ts'

const LENGTH_GROUPS = 6

/**
 * How rows of like lengths are answered: accuracy, for head multi micro F1.
 *
 * @param lengths - of each row in tokens, int32, shape [rows]
 */
export function lengthResults(
  lengths: Int32Array,
  { truth, answers, classes, rule }: AnsweredRows,
): LengthResult[] {
  return lengthGroups(lengths, LENGTH_GROUPS).map(({ shortest, longest, rows }) => {
    const counts = labelCounts(selectRowLabels(truth, rows), selectRowLabels(answers, rows), classes)
    const all = counts.reduce((sum, count) => ({
      right: sum.right + count.right,
      answered: sum.answered + count.answered,
      support: sum.support + count.support,
    }))
    // Of one label a row, all three are counts of rows, and F1 is the accuracy.
    const score = (2 * all.right) / Math.max(1, all.answered + all.support)
    const interval = rule.head === 'multi' ? f1Interval(all) : proportionInterval(all.right, rows.length)
    return { shortest, longest, rows: rows.length, score, interval }
  })
}
