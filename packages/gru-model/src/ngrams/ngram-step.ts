import type { Batch } from '@textgate/core'
import { checkBatch } from '../check-batch.ts'
import { distinct } from '../distinct.ts'
import type { KernelStep } from '../kernels/kernel-step.ts'
import type { Network } from '../network.ts'
import { featuresOf } from './features-of.ts'
import { IDF_WEIGHT } from './idf-weight.ts'
import { ngramSizes } from './ngram-sizes.ts'
import { biasGradientOf, rowGradientsOf, scoresOf } from './ngram-sums.ts'

/**
 * The n-grams' part of a step: their scores, and the gradients of the rows that they read and of the bias.
 *
 * @throws RangeError when the batch is malformed, see `checkBatch`
 */
export function ngramStep(network: Network, batch: Batch, { weights, gradientOf }: KernelStep): void {
  const { classes, vocabularySize } = network.sizes
  checkBatch(batch, vocabularySize)
  const rows = vocabularySize + ngramSizes(network).buckets
  const features = featuresOf(network, batch, () => weights.values(IDF_WEIGHT).floats.subarray(0, rows))
  const { values: ids, index } = distinct(features.rows, rows)
  const kernel = weights.rows('ngrams.kernel', ids).floats
  const bias = weights.values('ngrams.bias').floats.subarray(0, classes)
  const dScores = gradientOf(scoresOf(kernel, bias, features))
  const sums = weights.gradient('ngrams.kernel').floats.subarray(0, ids.length * classes)
  rowGradientsOf(dScores, features, index, sums)
  biasGradientOf(dScores, weights.gradient('ngrams.bias').floats.subarray(0, classes))
}
