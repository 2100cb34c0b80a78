import { setImmediate } from 'node:timers/promises'
import type { RandomGenerator } from '@textgate/core'
import { dualCoordinateDescent } from './dual-coordinate-descent.ts'
import type { LinearProblem, LinearWeights } from './linear-problem.ts'

/** A pass ends the training where no gradient of the dual is larger: LIBLINEAR's default for this solver. */
const SMALL_VIOLATION = 0.1
/** Passes at most. The error on unseen texts has settled long before the weights have. */
const MOST_PASSES = 30

/** How the training of a linear part stands. */
export interface LinearProgress {
  /** Passes over all texts so far, from 1 on. */
  readonly passes: number
  /** Whether it was the last one. */
  readonly done: boolean
  /** As they are now. */
  readonly weights: LinearWeights
}

/**
 * Trains a linear part to the end, pass by pass; between passes timers, signals and abort handlers run.
 *
 * @param random - gives the orders; the same generator gives the same weights
 */
export async function* trainLinear(
  problem: LinearProblem,
  random: RandomGenerator,
): AsyncGenerator<LinearProgress, void, undefined> {
  const descent = dualCoordinateDescent(problem, random)
  for (let passes = 1; ; passes++) {
    const { weights, violation } = descent.next().value
    const done = violation <= SMALL_VIOLATION || passes === MOST_PASSES
    yield { passes, done, weights }
    if (done) return
    await setImmediate()
  }
}
