/** A loss of logits and its gradient by them, convex; shapes as of `LossOfLogits`. */
type ConvexLoss = (logits: Float32Array) => { readonly loss: number; readonly gradient: Float32Array }

/** Factors lie between 0 and this: a part that deserves more is right wherever it answers. */
const LARGEST_FACTOR = 100
/** Halvings of the interval of a factor: to some nine digits. */
const HALVINGS = 40
/** Rounds over all factors at most. */
const ROUNDS = 50
const SMALL_CHANGE = 1e-6

/**
 * The factors of some parts' logits for whose sum a loss is least: with one part the inverse of the temperature of Guo,
 * Pleiss, Sun and Weinberger ("On Calibration of Modern Neural Networks", 2017), with several a logarithmic opinion pool
 * whose weights are chosen on held-out texts (Heskes, "Selecting weighting factors in logarithmic opinion pools", 1998).
 *
 * The loss is convex in the factors, so its derivative by one of them changes sign once: each is found by bisection while
 * the others stand still, in turns until none moves.
 *
 * @param parts - logits of each part, all of one shape
 * @returns a factor a part, 0 to 100
 */
export function fitFactors(parts: readonly Float32Array[], lossOf: ConvexLoss): number[] {
  const factors = parts.map(() => 1 / parts.length)
  for (let round = 0; round < ROUNDS; round++) {
    let change = 0
    for (const [k, part] of parts.entries()) {
      const before = factors[k] as number
      factors[k] = zeroOf((factor) => {
        factors[k] = factor
        return derivative(part, lossOf(mixLogits(parts, factors)).gradient)
      })
      change = Math.max(change, Math.abs(factors[k] - before))
    }
    if (change < SMALL_CHANGE) break
  }
  return factors
}

/** The sum of the parts' logits, each times its factor. */
export function mixLogits(parts: readonly Float32Array[], factors: readonly number[]): Float32Array {
  const [first] = parts as readonly [Float32Array]
  return first.map((_, i) =>
    parts.reduce((sum, part, k) => sum + (factors[k] as number) * (part[i] as number), 0),
  )
}

function derivative(part: Float32Array, gradient: Float32Array): number {
  return part.reduce((sum, value, i) => sum + value * (gradient[i] as number), 0)
}

/** Where an increasing function changes sign between 0 and LARGEST_FACTOR, or the end that is next to it. */
function zeroOf(slope: (at: number) => number): number {
  let [low, high] = [0, LARGEST_FACTOR]
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    if (slope(middle) > 0) high = middle
    else low = middle
  }
  return (low + high) / 2
}
