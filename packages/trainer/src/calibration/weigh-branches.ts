import type { EncodedExamples } from '../encoded-examples.ts'
import type { TrainableModel } from '../trainable-model.ts'
import { branchLogits, hasBranches } from './branch-logits.ts'
import { FEWEST_ROWS } from './choose-temperature.ts'
import { fitFactors } from './fit-factors.ts'
import { negativeLogLikelihood } from './negative-log-likelihood.ts'

/** A branch is never shut off: the dev part is small, and other texts may need it. */
const SMALLEST_SHARE = 0.05

/**
 * Weighs the branches of a trained model by how much each helps on dev: their logits are multiplied by shares that are on average
 * 1, so that the model's logits, the mean of the branches', stay of the size that they had. A dev part of few rows
 * changes nothing.
 *
 * @returns what the logits of each branch were multiplied by, in the order of `branches`; undefined where nothing was changed
 */
export async function weighBranches(
  model: TrainableModel,
  dev: EncodedExamples,
  classes: number,
): Promise<readonly number[] | undefined> {
  const { scaleBranches, head = 'single' } = model
  if (!hasBranches(model) || !scaleBranches || dev.size < FEWEST_ROWS) return undefined
  const logits = await branchLogits(model, dev, classes)
  if (logits.length === 1) return undefined
  const shares = sharesOf(fitFactors(logits, negativeLogLikelihood(head, dev, classes)))
  const branchFactors = shares.map((share) => share * shares.length)
  scaleBranches(branchFactors)
  return branchFactors
}

/** Sum to 1; none is below the smallest. */
function sharesOf(factors: readonly number[]): number[] {
  const sum = factors.reduce((total, factor) => total + factor, 0)
  const shares = factors.map((factor) => Math.max(SMALLEST_SHARE, sum === 0 ? 1 : factor / sum))
  const total = shares.reduce((all, share) => all + share, 0)
  return shares.map((share) => share / total)
}
