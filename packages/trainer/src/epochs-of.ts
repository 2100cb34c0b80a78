import type { TrainingConfig } from '@textgate/core'

/** Steps after which networks of this size have mostly learnt what they will, on data sets of 5,000 to 25,000 texts. */
const WANTED_STEPS = 3000
/** A large data set is still worth a few passes. */
const FEWEST = 4
/** A small one is memorised by then. */
const MOST = 40

/** Passes over the training part: as configured, or for `auto` enough for some 3,000 steps. */
export function epochsOf(epochs: TrainingConfig['epochs'], stepsPerEpoch: number): number {
  if (epochs !== 'auto') return epochs
  return Math.min(MOST, Math.max(FEWEST, Math.round(WANTED_STEPS / stepsPerEpoch)))
}
