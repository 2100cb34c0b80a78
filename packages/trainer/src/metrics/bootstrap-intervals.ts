import type { RandomGenerator } from '@textgate/core'
import type { Interval } from './interval.ts'

/** Resamples unless told otherwise; the ends of a 95 % interval then rest on 25 of them each. */
export const BOOTSTRAP_RESAMPLES = 1000

/** How intervals are drawn. */
export interface BootstrapOptions {
  /** Source of the resamples; the same generator gives the same intervals. */
  readonly random: RandomGenerator
  /** 1 or more; 1000 unless given. */
  readonly resamples?: number
  /** Confidence of the intervals, between 0 and 1; 0.95 unless given. */
  readonly level?: number
}

/**
 * Percentile intervals of figures by the bootstrap: rows are drawn with replacement, as many as there are, and the
 * figures are computed anew (Efron, "Bootstrap Methods: Another Look at the Jackknife", 1979).
 *
 * @param rows - number of rows, 1 or more
 * @param figuresOf - the figures of the given row numbers, int32, shape [rows]; always as many figures
 * @returns one interval a figure
 * @throws RangeError when there are no rows
 */
export function bootstrapIntervals(
  rows: number,
  figuresOf: (rows: Int32Array) => readonly number[],
  { random, resamples = BOOTSTRAP_RESAMPLES, level = 0.95 }: BootstrapOptions,
): Interval[] {
  if (rows < 1) throw new RangeError('bootstrap: there are no rows')
  const drawn = new Int32Array(rows)
  const samples = Array.from({ length: resamples }, () => {
    for (let i = 0; i < rows; i++) drawn[i] = random.integer(rows)
    return figuresOf(drawn)
  })
  const tail = (1 - level) / 2
  return (samples[0] ?? []).map((_, figure) => {
    const values = Float64Array.from(samples, (sample) => sample[figure] as number).sort()
    return { low: quantile(values, tail), high: quantile(values, 1 - tail) }
  })
}

/** Between the two nearest of sorted values, by linear interpolation. */
function quantile(sorted: Float64Array, fraction: number): number {
  const position = fraction * (sorted.length - 1)
  const below = sorted[Math.floor(position)] as number
  const above = sorted[Math.ceil(position)] as number
  return below + (above - below) * (position - Math.floor(position))
}
