import type { LossOfLogits } from '../training-loss.ts'

/** Temperatures that are looked at; one beyond them means that the rows do not tell a best one. */
const LOWEST = 0.05
const HIGHEST = 20

/** Halvings of the range of 1/T, after which it is narrower than the precision of its numbers. */
const HALVINGS = 60

/**
 * The temperature T that makes the loss of logits / T least (Guo et al., "On Calibration of Modern Neural Networks", ICML
 * 2017). The loss is convex in 1/T, so its slope there tells on which side of any guess the best one lies, and halving the
 * range finds it.
 *
 * @param logits - float32, row-major, shape [rows, classes]
 * @param lossOf - negative log-likelihood of logits with its gradient
 * @returns undefined where no T from 0.05 to 20 is best: the loss falls on beyond, as where every answer is right
 */
export function fitTemperature(logits: Float32Array, lossOf: LossOfLogits): number | undefined {
  const slopeAt = (inverse: number): number => {
    const { gradient } = lossOf(logits.map((logit) => logit * inverse))
    return gradient.reduce((slope, value, i) => slope + value * (logits[i] as number), 0)
  }
  let low = 1 / HIGHEST
  let high = 1 / LOWEST
  if (!(slopeAt(low) < 0 && slopeAt(high) > 0)) return undefined
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    if (slopeAt(middle) < 0) low = middle
    else high = middle
  }
  return 2 / (low + high)
}
