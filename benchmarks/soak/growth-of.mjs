import { laterHalf, slopeOf } from './slope-of.mjs'

/**
 * What may be added in the later half of a run without being called growth: the line is drawn through memory that goes up and down
 * as processes come and go. `share` is of the mean, `least` in the unit of the figure.
 */
const LIMITS = {
  mainMiB: { share: 0.1, least: 16 },
  totalMiB: { share: 0.25, least: 64 },
  handles: { share: 0.1, least: 16 },
}

/**
 * Whether something grows: the line that fits the later half of the samples best, from its begin to its end.
 *
 * @param samples - what `usageOf` tells, with `at`, where in the run
 * @returns by figure `mean`, `added`, by that line, `limit`, and `isGrowing`
 */
export function growthOf(samples) {
  const later = laterHalf(samples)
  return Object.fromEntries(
    Object.entries(LIMITS).map(([name, { share, least }]) => {
      const points = later.map((sample) => [sample.at, sample[name]])
      const mean = points.reduce((sum, [, value]) => sum + value, 0) / points.length
      const added = slopeOf(points) * (points.at(-1)[0] - points[0][0])
      const limit = Math.max(least, share * mean)
      return [name, { mean, added, limit, isGrowing: added > limit }]
    }),
  )
}
