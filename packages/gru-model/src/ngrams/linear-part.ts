import type * as tf from '@tensorflow/tfjs'
import { NGRAM_SCALE, padBatch } from '@textgate/core'
import type { Network } from '../network.ts'
import { featuresOf } from './features-of.ts'
import { IDF_WEIGHT } from './idf-weight.ts'
import { ngramSizes } from './ngram-sizes.ts'

/** The n-grams of a model as a linear model of sparse features: Σ value · kernel[row] + bias. */
export interface LinearPart {
  /** Rows of the kernel. */
  readonly features: number
  /** Of these the first, which stand for single tokens in the order of their ids. */
  readonly tokens: number
  /** Largest Euclidean norm of a text's values where no n-gram occurs twice. */
  readonly norm: number
  /**
   * The features of one text: rows of the kernel, int32, and their values, float32, shape [features of the text]
   * both.
   *
   * @param ids - int32, shape [length]
   */
  featuresOf(ids: Int32Array): { readonly rows: Int32Array; readonly values: Float32Array }
  /** Float32, shape [features, classes]. */
  readonly kernel: tf.Variable
  /** Float32, shape [classes]. */
  readonly bias: tf.Variable
}

/** The n-grams of a network with the document frequencies that its variables hold now. */
export function linearPart(network: Network, variables: ReadonlyMap<string, tf.Variable>): LinearPart {
  const { vocabularySize, buckets } = ngramSizes(network)
  const idf = variables.get(IDF_WEIGHT)?.dataSync().slice() as Float32Array
  return {
    features: vocabularySize + buckets,
    tokens: vocabularySize,
    norm: network.config.ngramWeighting === 'tf-idf' ? 1 : NGRAM_SCALE,
    featuresOf: (ids) => featuresOf(network, padBatch([ids]), () => idf),
    kernel: variables.get('ngrams.kernel') as tf.Variable,
    bias: variables.get('ngrams.bias') as tf.Variable,
  }
}
