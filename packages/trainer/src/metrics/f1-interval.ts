import type { LabelCounts } from './class-metrics.ts'
import type { Interval } from './interval.ts'
import { proportionInterval } from './proportion-interval.ts'

/**
 * 95 % interval of an F1 score. F1 = 2j / (1 + j) where j is the share of right ones among what is true or answered, so the
 * ends of Wilson's interval of j give those of F1 (the "Wilson indirect method" of Lam, "Confidence Intervals for the F1
 * Score: A Comparison of Four Methods", 2023). It stays within 0 and 1 and has a width where all of a few are right. Where
 * decisions of a row hang together, as those of several labels may, it is somewhat too narrow.
 *
 * @param counts - of one label, or sums over labels; of nothing nothing is known, so the interval is 0 to 1
 */
export function f1Interval({ right, answered, support }: LabelCounts): Interval {
  const { low, high } = proportionInterval(right, answered + support - right)
  return { low: f1Of(low), high: f1Of(high) }
}

function f1Of(share: number): number {
  return (2 * share) / (1 + share)
}
