/** Shares of the scale that clips nothing. */
const SHARES = Array.from({ length: 16 }, (_, i) => 1 - i / 32)

/** The integer nearest to a number, in [-levels, levels]. */
export function rounded(value: number, scale: number, levels: number): number {
  return Math.max(-levels, Math.min(levels, Math.round(value / scale)))
}

/** Of smaller steps the squares would lose their digits in float32; numbers that small are taken for 0. */
const LEAST_SCALE = 1e-15

/** The scale that clips nothing, a float32; 1 where all numbers are 0. */
export function largestScale(values: Float32Array, levels: number): number {
  let most = 0
  for (const value of values) most = Math.max(most, Math.abs(value))
  const scale = Math.fround(most / levels)
  return scale > LEAST_SCALE ? scale : 1
}

/** The scale, of some that clip more and more, with the least sum of squared errors over these numbers. */
export function leastSquaresScale(values: Float32Array, levels: number): number {
  const whole = largestScale(values, levels)
  let best = whole
  let least = Number.POSITIVE_INFINITY
  for (const share of SHARES) {
    const scale = Math.fround(whole * share)
    let error = 0
    for (const value of values) error += (value - rounded(value, scale, levels) * scale) ** 2
    if (error >= least) continue
    least = error
    best = scale
  }
  return best
}
