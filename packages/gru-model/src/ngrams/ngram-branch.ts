import type * as tf from '@tensorflow/tfjs'
import { ngramBuckets } from '@textgate/core'
import type { Branch } from '../branches/branch.ts'
import { checkBatch } from '../check-batch.ts'
import type { Network } from '../network.ts'
import { rowGradients } from '../row-gradients.ts'
import { ngramFeatures } from './ngram-features.ts'
import { ngramScores } from './ngram-scores.ts'
import { ngramStep } from './ngram-step.ts'

/** The branch that counts n-grams, whatever their order: a linear model of hashed rows. */
export function ngramBranch(network: Network): Branch {
  const { config, sizes } = network
  const { vocabularySize, classes } = sizes
  const buckets = ngramBuckets(config, classes)
  const gradients = rowGradients()
  return {
    weightShapes: new Map([
      ['ngrams.kernel', [vocabularySize + buckets, classes]],
      ['ngrams.bias', [classes]],
    ]),
    logits(batch, { weight }) {
      checkBatch(batch, vocabularySize)
      const features = ngramFeatures(batch, { vocabularySize, ngrams: config.ngrams, buckets })
      const [kernel, bias] = [weight<tf.Tensor2D>('ngrams.kernel'), weight<tf.Tensor1D>('ngrams.bias')]
      return ngramScores(kernel, bias, features, gradients)
    },
    step: (_, batch, step) => ngramStep(network, batch, step),
    dispose: () => gradients.dispose(),
  }
}
