/** Probabilities below the smallest normal float32 count as it, so that a sure but wrong answer costs 87 nats, not ∞. */
const SMALLEST_PROBABILITY = 2 ** -126

/** Logarithm of a probability in nats, never below that of the smallest normal float32. */
export function logProbability(probability: number): number {
  return Math.log(Math.max(probability, SMALLEST_PROBABILITY))
}
