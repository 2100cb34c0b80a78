import { setImmediate } from 'node:timers/promises'
import type { RandomGenerator } from '@textgate/core'
import { columnOf } from '../column-of.ts'
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
  /** With the last pass alone. */
  readonly weights?: LinearWeights
}

/**
 * Trains a linear part to the end, pass by pass; between passes timers, signals and abort handlers run. Of two labels that
 * exclude each other each is the opposite of the other, so one machine is trained for both.
 *
 * @param random - gives the orders; the same generator gives the same weights
 */
export async function* trainLinear(
  problem: LinearProblem,
  random: RandomGenerator,
): AsyncGenerator<LinearProgress, void, undefined> {
  const isTwofold = hasOpposites(problem)
  const descent = dualCoordinateDescent(isTwofold ? secondOnly(problem) : problem, random)
  for (let passes = 1; ; passes++) {
    const { weights, violation } = descent.next().value
    const done = violation <= SMALL_VIOLATION || passes === MOST_PASSES
    yield { passes, ...(done ? { weights: isTwofold ? withOpposites(weights) : weights } : {}) }
    if (done) return
    await setImmediate()
  }
}

function hasOpposites({ rows, outputs, isTrue }: LinearProblem): boolean {
  if (outputs !== 2) return false
  for (let row = 0; row < rows; row++) if (isTrue(row, 0) === isTrue(row, 1)) return false
  return true
}

/** Of two outputs the second. */
function secondOnly(problem: LinearProblem): LinearProblem {
  const { isTrue, priors } = problem
  return {
    ...problem,
    outputs: 1,
    isTrue: (row) => isTrue(row, 1),
    priors: priors && columnOf(priors, 1, 2),
  }
}

/** Weights of two outputs of which those of the second are given. */
function withOpposites({ kernel, bias }: LinearWeights): LinearWeights {
  const both = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: 2 * values.length }, (_, i) => {
      const value = values[i >> 1] as number
      return i % 2 === 1 ? value : 0 - value
    })
  return { kernel: both(kernel), bias: both(bias) }
}
