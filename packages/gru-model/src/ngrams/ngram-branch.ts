import type * as tf from '@tensorflow/tfjs'
import type { Branch } from '../branches/branch.ts'
import { checkBatch } from '../check-batch.ts'
import { hostView } from '../host-view.ts'
import type { Network } from '../network.ts'
import { rowGradients } from '../row-gradients.ts'
import { featuresOf } from './features-of.ts'
import { IDF_WEIGHT } from './idf-weight.ts'
import { ngramScores } from './ngram-scores.ts'
import { ngramSizes } from './ngram-sizes.ts'
import { ngramStep } from './ngram-step.ts'

/** The branch that counts n-grams, whatever their order: a linear model of hashed rows. */
export function ngramBranch(network: Network): Branch {
  const { config, sizes } = network
  const { vocabularySize, buckets } = ngramSizes(network)
  const rows = vocabularySize + buckets
  const gradients = rowGradients()
  return {
    weightShapes: new Map<string, readonly number[]>([
      ...(config.ngramWeighting === 'tf-idf' ? [[IDF_WEIGHT, [rows]] as const] : []),
      ['ngrams.kernel', [rows, sizes.classes]],
      ['ngrams.bias', [sizes.classes]],
    ]),
    logits(batch, { weight }) {
      checkBatch(batch, vocabularySize)
      const idf = (): Float32Array => {
        const values = weight<tf.Tensor1D>(IDF_WEIGHT)
        return hostView(values) ?? (values.dataSync() as Float32Array)
      }
      const features = featuresOf(network, batch, idf)
      const [kernel, bias] = [weight<tf.Tensor2D>('ngrams.kernel'), weight<tf.Tensor1D>('ngrams.bias')]
      return ngramScores(kernel, bias, features, gradients)
    },
    step: (_, batch, step) => ngramStep(network, batch, step),
    dispose: () => gradients.dispose(),
  }
}
