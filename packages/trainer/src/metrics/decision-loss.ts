import { logProbability } from './log-probability.ts'

/** A float32 cannot be nearer to 1 without being 1, so that a sure but wrong yes costs 17 nats, not ∞. */
const SMALLEST_COMPLEMENT = 2 ** -25

/**
 * Binary cross-entropy of one decision in nats, 0 or more.
 *
 * @param probability - of yes, in [0, 1]
 * @param holds - whether yes is right
 */
export function decisionLoss(probability: number, holds: boolean): number {
  return holds ? -logProbability(probability) : -Math.log(Math.max(1 - probability, SMALLEST_COMPLEMENT))
}
