/** Slope of the line that fits points best, by least squares; 0 for fewer than two. */
export function slopeOf(points) {
  const mean = (values) => values.reduce((sum, each) => sum + each, 0) / values.length
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))]
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0)
  return spread === 0 ? 0 : points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread
}

/** The later half of a list, in which what has to be allocated once is there. */
export function laterHalf(list) {
  return list.slice(Math.floor(list.length / 2))
}
