import { type Batch, ngramBuckets } from '@textgate/core'
import { checkBatch } from '../check-batch.ts'
import { distinct } from '../distinct.ts'
import type { KernelStep } from '../kernels/kernel-step.ts'
import type { Network } from '../network.ts'
import { ngramFeatures } from './ngram-features.ts'
import { biasGradientOf, featureScales, rowGradientsOf, scoresOf } from './ngram-sums.ts'

/**
 * The n-grams' part of a step: their scores, and the gradients of the rows that they read and of the bias.
 *
 * @throws RangeError when the batch is malformed, see `checkBatch`
 */
export function ngramStep(
  { config, sizes }: Network,
  batch: Batch,
  { weights, gradientOf }: KernelStep,
): void {
  const { vocabularySize, classes } = sizes
  checkBatch(batch, vocabularySize)
  const buckets = ngramBuckets(config, classes)
  const features = ngramFeatures(batch, { vocabularySize, ngrams: config.ngrams, buckets })
  const { values: ids, index } = distinct(features.rows, vocabularySize + buckets)
  const scales = featureScales(features)
  const kernel = weights.rows('ngrams.kernel', ids).floats
  const bias = weights.values('ngrams.bias').floats.subarray(0, classes)
  const dScores = gradientOf(scoresOf(kernel, bias, features, scales))
  const sums = weights.gradient('ngrams.kernel').floats.subarray(0, ids.length * classes)
  rowGradientsOf(dScores, features, index, scales, sums)
  biasGradientOf(dScores, weights.gradient('ngrams.bias').floats.subarray(0, classes))
}
