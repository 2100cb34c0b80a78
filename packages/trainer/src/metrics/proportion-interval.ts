import type { Interval } from './interval.ts'

/** The standard normal's 97.5 % quantile. */
const Z = 1.959963984540054

/**
 * 95 % interval of a proportion (Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927).
 * It stays within 0 and 1 and has a width where all or none of a few rows are right, which the bootstrap has not.
 *
 * @param hits - rows that count, 0 to `rows`
 * @param rows - 0 or more; of no rows nothing is known, so the interval is 0 to 1
 */
export function proportionInterval(hits: number, rows: number): Interval {
  if (rows === 0) return { low: 0, high: 1 }
  const share = hits / rows
  const spread = Z * Math.sqrt((share * (1 - share)) / rows + Z ** 2 / (4 * rows ** 2))
  const centre = share + Z ** 2 / (2 * rows)
  const scale = 1 + Z ** 2 / rows
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) }
}
