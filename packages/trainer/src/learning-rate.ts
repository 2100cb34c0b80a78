import type { TrainingConfig } from '@textgate/core'

/**
 * The learning rate of one step: a linear rise to `learningRate` over the first `warmup` of all steps, then `decay`
 * towards 0 at the end (linear, or half a cosine after Loshchilov and Hutter, "SGDR", 2017).
 *
 * @param step - 0-based, below `steps`
 * @param steps - all steps of the run, as if it never stopped early
 * @returns in (0, learningRate]
 */
export function learningRateAt(
  step: number,
  steps: number,
  { learningRate, warmup, decay }: Pick<TrainingConfig, 'learningRate' | 'warmup' | 'decay'>,
): number {
  const rising = Math.round(warmup * steps)
  if (step < rising) return (learningRate * (step + 1)) / rising
  if (decay === 'none') return learningRate
  const done = (step - rising) / (steps - rising) // in [0, 1): the last step still learns
  return learningRate * (decay === 'linear' ? 1 - done : (1 + Math.cos(Math.PI * done)) / 2)
}
