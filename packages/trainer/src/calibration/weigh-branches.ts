import * as tf from '@tensorflow/tfjs'
import { batchOf } from '../batches.ts'
import type { EncodedExamples } from '../encoded-examples.ts'
import type { TrainableModel } from '../trainable-model.ts'
import { branchLogits } from './branch-logits.ts'
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
 * @returns the factor of each branch, in the order of `branches`; undefined where nothing was changed
 */
export async function weighBranches(
  model: TrainableModel,
  dev: EncodedExamples,
  classes: number,
): Promise<readonly number[] | undefined> {
  const { branches, scaleBranches, tokensRead, head = 'single' } = model
  if (!branches || !scaleBranches || dev.size < FEWEST_ROWS) return undefined
  const probe = branches(batchOf(dev, Int32Array.of(0)), { training: false })
  const count = probe.length
  tf.dispose(probe)
  if (count === 1) return undefined
  const logits: Float32Array[] = []
  for (let k = 0; k < count; k++) logits.push(await branchLogits({ branches, tokensRead }, k, dev, classes))
  const factors = fitFactors(logits, negativeLogLikelihood(head, dev, classes))
  const relative = sharesOf(factors).map((share) => share * count)
  scaleBranches(relative)
  return relative
}

/** Sum to 1; none is below the smallest. */
function sharesOf(factors: readonly number[]): number[] {
  const sum = factors.reduce((total, factor) => total + factor, 0)
  const shares = factors.map((factor) => Math.max(SMALLEST_SHARE, sum === 0 ? 1 : factor / sum))
  const total = shares.reduce((all, share) => all + share, 0)
  return shares.map((share) => share / total)
}
