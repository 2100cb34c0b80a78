import * as tf from '@tensorflow/tfjs'
import {
  type Batch,
  type ModelConfig,
  ngramBuckets,
  PADDING_ID,
  type ProbabilityModel,
  type RandomGenerator,
} from '@textgate/core'
import type { Kernels } from '@textgate/kernels'
import { dense } from './dense.ts'
import { type Dropout, dropoutMask } from './dropout.ts'
import { dropoutOf, dropoutOfLayers } from './dropout-of.ts'
import { encode } from './encode.ts'
import { type FirstVectors, placeVectors } from './first-vectors.ts'
import { initialWeight } from './initial-weight.ts'
import { defaultKernel } from './kernels/default-kernel.ts'
import type { EncodingKernel } from './kernels/encoder.ts'
import type { KernelModel } from './kernels/kernel-step.ts'
import type { GruWeights, SequenceKernel } from './kernels/sequence-kernel.ts'
import { gruStep, type Network } from './kernels/wasm/gru-step.ts'
import { layersOf } from './layers-of.ts'
import { ngramFeatures } from './ngrams/ngram-features.ts'
import { ngramScores } from './ngrams/ngram-scores.ts'
import { ngramStep } from './ngrams/ngram-step.ts'
import { packBatch } from './pack-batch.ts'
import { type RowGradients, rowGradients, touchedRows } from './row-gradients.ts'
import { type ModelSizes, weightShapes } from './weight-shapes.ts'

/** How a forward pass runs. */
export interface ForwardOptions {
  /** Whether dropout applies. */
  readonly training: boolean
  /** Seed of this call's dropout, any integer; needed for training where a dropout rate is above 0. */
  readonly dropoutSeed?: number
}

/** What a new classifier needs beside its configuration. */
export interface GruClassifierOptions extends ModelSizes {
  /** Source of the first weights; the same generator gives the same weights. */
  readonly random: RandomGenerator
  /** Pretrained vectors that the embedding begins with; random values unless given. */
  readonly vectors?: FirstVectors | undefined
  /** How GRU sequences are computed; `defaultKernel` at each call unless given. */
  readonly kernel?: SequenceKernel
}

/** A GRU text classifier whose weights are ordinary tfjs variables. */
export interface GruClassifier extends ProbabilityModel {
  /** The network, as it was built. */
  readonly config: ModelConfig
  /** Vocabulary and classes. */
  readonly sizes: ModelSizes
  /**
   * Variables by weight name, in the order of the data flow. All are trainable, but for an embedding of frozen vectors,
   * whose `trainable` is false.
   */
  readonly variables: ReadonlyMap<string, tf.Variable>
  /**
   * Class scores before softmax, float32, shape [batch.size, classes]; differentiable in every variable. What stands
   * in padded positions has no influence. The caller disposes the result.
   *
   * @throws RangeError when the batch is malformed or an id is outside the vocabulary
   * @throws TypeError when training with dropout and without a seed
   */
  forward(batch: Batch, options: ForwardOptions): tf.Tensor2D
  /**
   * Class scores of each part by itself: of the GRU and, where `config.ngrams` is above 0, of the n-grams; `forward`
   * gives their mean. Training gives each a loss of its own: under one loss the n-grams, which learn faster, leave the
   * GRU nothing to learn. Else as `forward`; the caller disposes the results.
   */
  branches(batch: Batch, options: ForwardOptions): tf.Tensor2D[]
  /**
   * How training computes a step where the model runs on kernels of `wasmKernel`, now: without a tensor, on weights in
   * kernel memory. Undefined where it does not run on them.
   */
  onKernels(): KernelModel | undefined
  /** The rows of a weight's gradient that can be other than zero, where that is known; see `touchedRows`. */
  touchedRows(gradient: tf.Tensor): Int32Array | undefined
  /** Frees the variables; the classifier is of no use afterwards. */
  dispose(): void
}

/**
 * A new classifier with random weights: embedding, GRU layers in one or both directions, pooling, dense head; and
 * beside it, where `config.ngrams` is above 0, scores of n-grams, which start at zero.
 *
 * Every weight draws from a stream of its own, so a weight's first values do not depend on the other ones' sizes.
 *
 * @throws RangeError when `vectors` are of another vocabulary or size
 */
export function createGruClassifier(
  config: ModelConfig,
  { vocabularySize, classes, random, vectors, kernel }: GruClassifierOptions,
): GruClassifier {
  const sizes = { vocabularySize, classes }
  const variables = new Map<string, tf.Variable>()
  for (const [name, shape] of weightShapes(config, sizes)) {
    const values = initialWeight(name, shape, random.fork(name))
    const pretrained = name === 'embedding' ? vectors : undefined
    if (pretrained) placeVectors(values, pretrained, shape)
    variables.set(
      name,
      tf.tidy(() => tf.variable(tf.tensor(values, [...shape], 'float32'), pretrained?.trainable ?? true)),
    )
  }
  const gradients = { embedding: rowGradients(PADDING_ID), ngrams: rowGradients() }
  const branches = (batch: Batch, options: ForwardOptions): tf.Tensor2D[] =>
    tf.tidy(() => {
      const deep = logits(
        config,
        variables,
        kernel ?? defaultKernel(config.hiddenSize),
        gradients.embedding,
        batch,
        options,
      )
      return config.ngrams === 0
        ? [deep]
        : [deep, ngramLogits(config, variables, sizes, gradients.ngrams, batch)]
    })
  const forward = (batch: Batch, options: ForwardOptions): tf.Tensor2D =>
    tf.tidy(() => {
      const [deep, wide] = branches(batch, options) as [tf.Tensor2D, tf.Tensor2D?]
      return wide ? tf.mul<tf.Tensor2D>(tf.add(deep, wide), 0.5) : deep
    })
  return {
    config,
    sizes,
    variables,
    forward,
    branches,
    onKernels: () => {
      const computes = kernel ?? defaultKernel(config.hiddenSize)
      return 'kernels' in computes
        ? onKernels((computes as EncodingKernel).kernels, { config, sizes })
        : undefined
    },
    touchedRows,
    predict: async (batch) => {
      const probabilities = tf.tidy(() => tf.softmax(forward(batch, { training: false })))
      try {
        return (await probabilities.data()) as Float32Array
      } finally {
        probabilities.dispose()
      }
    },
    dispose: () => {
      gradients.embedding.dispose()
      gradients.ngrams.dispose()
      for (const variable of variables.values()) variable.dispose()
    },
  }
}

function onKernels(kernels: Kernels, network: Network): KernelModel {
  return {
    kernels,
    step(batch, step) {
      gruStep(kernels, network, batch, step)
      if (network.config.ngrams > 0) ngramStep(network, batch, step)
    },
  }
}

function logits(
  config: ModelConfig,
  variables: ReadonlyMap<string, tf.Variable>,
  kernel: SequenceKernel | EncodingKernel,
  gradients: RowGradients,
  batch: Batch,
  options: ForwardOptions,
): tf.Tensor2D {
  const weight = <T extends tf.Tensor>(name: string): T => variables.get(name) as tf.Tensor as T
  const table = weight<tf.Tensor2D>('embedding')
  const dropout = dropoutOf(config, options)
  const layers = layersOf(config, (name) => weight(name)) as GruWeights[][]
  const pooled = encode(kernel, {
    batch: packBatch(batch, table.shape[0]),
    table,
    gradients,
    layers,
    pooling: config.pooling,
    dropout: dropoutOfLayers(config, dropout),
  }) // [size, pooled]
  const dropped = drop(pooled, dropout('pooled'))
  const head = 'dense' in kernel ? kernel.dense : dense
  return head(dropped, weight('head.kernel'), weight('head.bias')) // [size, classes]
}

function drop(x: tf.Tensor2D, dropout: Dropout): tf.Tensor2D {
  return dropout.rate === 0 ? x : tf.mul(x, tf.tensor2d(dropoutMask(x.size, dropout), x.shape))
}

function ngramLogits(
  config: ModelConfig,
  variables: ReadonlyMap<string, tf.Variable>,
  { vocabularySize, classes }: ModelSizes,
  gradients: RowGradients,
  batch: Batch,
): tf.Tensor2D {
  const buckets = ngramBuckets(config, classes)
  const features = ngramFeatures(batch, { vocabularySize, ngrams: config.ngrams, buckets })
  const kernel = variables.get('ngrams.kernel') as tf.Tensor as tf.Tensor2D
  return ngramScores(kernel, variables.get('ngrams.bias') as tf.Tensor as tf.Tensor1D, features, gradients)
}
