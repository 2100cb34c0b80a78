import * as tf from '@tensorflow/tfjs'
import {
  type Batch,
  type Head,
  type ModelConfig,
  type ProbabilityModel,
  type RandomGenerator,
  requireAttention,
  tokensRead,
} from '@textgate/core'
import type { Branch, ForwardOptions } from './branches/branch.ts'
import { branchesOf } from './branches/branches-of.ts'
import { type FirstVectors, placeVectors } from './first-vectors.ts'
import { initialWeight } from './initial-weight.ts'
import { defaultKernel } from './kernels/default-kernel.ts'
import type { KernelModel } from './kernels/kernel-step.ts'
import type { SequenceKernel } from './kernels/sequence-kernel.ts'
import type { ModelSizes } from './network.ts'
import { IDF_WEIGHT } from './ngrams/idf-weight.ts'
import { inverseDocumentFrequencies } from './ngrams/inverse-document-frequencies.ts'
import { type LinearPart, linearPart } from './ngrams/linear-part.ts'
import { ngramSizes } from './ngrams/ngram-sizes.ts'
import { touchedRows } from './row-gradients.ts'
import { scaleBranches } from './scale-logits.ts'
import { weightShapes } from './weight-shapes.ts'

/** What a new classifier needs beside its configuration. */
export interface TextClassifierOptions extends ModelSizes {
  /** Source of the first weights; the same generator gives the same weights. */
  readonly random: RandomGenerator
  /** Pretrained vectors that the embedding begins with; random values unless given. Encoder `linear` has no embedding. */
  readonly vectors?: FirstVectors | undefined
  /** How the network is computed; `defaultKernel` at each call unless given. */
  readonly kernel?: SequenceKernel
}

/** A text classifier whose weights are ordinary tfjs variables. */
export interface TextClassifier extends ProbabilityModel {
  /** The network, as it was built. */
  readonly config: ModelConfig
  /** What the class scores mean: of one label, or for `multi` of each label by itself. */
  readonly head: Head
  /** Vocabulary and classes. */
  readonly sizes: ModelSizes
  /**
   * Variables by weight name, in the order of the data flow. All are trainable, but for an embedding of frozen vectors and
   * the document frequencies of n-grams, whose `trainable` is false.
   */
  readonly variables: ReadonlyMap<string, tf.Variable>
  /**
   * Class scores before softmax or sigmoid, float32, shape [batch.size, classes]; differentiable in every variable. What
   * stands in padded positions has no influence. The caller disposes the result.
   *
   * @throws RangeError when the batch is malformed or an id is outside the vocabulary
   * @throws TypeError when training with dropout and without a seed
   */
  forward(batch: Batch, options: ForwardOptions): tf.Tensor2D
  /**
   * Class scores of each part by itself: of the encoder, but for `linear`, and, where `config.ngrams` is above 0, of the
   * n-grams; `forward` gives their mean. Each is trained by itself: under one loss the n-grams, which learn faster, leave the
   * encoder nothing to learn. Else as `forward`; the caller disposes the results.
   */
  branches(batch: Batch, options: ForwardOptions): tf.Tensor2D[]
  /** The n-grams with the frequencies that are known now; undefined where `config.ngrams` is 0. */
  linear(): LinearPart | undefined
  /**
   * How much each head of attention attends to each token of a text. It shows where the encoder looks, and neither why it
   * answers as it does nor what the n-grams add.
   *
   * @returns float32, row-major, shape [batch.size, config.attentionHeads, batch.length]: over the tokens of a row those of a
   *   head sum to 1; 0 at padding
   * @throws ATTENTION_MISSING where the pooling has no attention; RangeError as `forward`
   */
  attention(batch: Batch): Promise<Float32Array>
  /**
   * How training computes a step where the model runs on kernels of `wasmKernel`, now: without a tensor, on weights in
   * kernel memory. Undefined where it does not run on them.
   */
  onKernels(): KernelModel | undefined
  /**
   * Counts in how many texts each n-gram occurs, where `config.ngramWeighting` weighs n-grams by it; training does this
   * before its first step.
   *
   * @param texts - ids of the training texts, int32, shape [length] each
   */
  learnFrequencies(texts: Iterable<Int32Array>): void
  /**
   * Multiplies all class scores from now on by a factor: the last kernel and bias of each branch, and thus the weights that
   * are saved and exported, are multiplied by it.
   *
   * @throws RangeError for a factor that is not above 0, or not finite
   */
  scaleLogits(factor: number): void
  /**
   * Multiplies the class scores of each part from now on by a factor of its own, in the order of `branches`; else as
   * `scaleLogits`.
   */
  scaleBranches(factors: readonly number[]): void
  /** As of `ProbabilityModel`; more than the text has where windows overlap, see `tokensRead` of `@textgate/core`. */
  tokensRead(length: number): number
  /** The rows of a weight's gradient that can be other than zero, where that is known; see `touchedRows`. */
  touchedRows(gradient: tf.Tensor): Int32Array | undefined
  /** Frees the variables; the classifier is of no use afterwards. */
  dispose(): void
}

/**
 * A new classifier with random weights: embedding, encoder, pooling, dense head; and beside it, where `config.ngrams` is
 * above 0, scores of n-grams, which start at zero. Encoder `linear` is the n-grams alone.
 *
 * Every weight draws from a stream of its own, so a weight's first values do not depend on the other ones' sizes.
 *
 * @throws RangeError when `vectors` are of another vocabulary or size, or there is no embedding for them
 */
export function createTextClassifier(
  config: ModelConfig,
  { vocabularySize, classes, random, vectors, kernel }: TextClassifierOptions,
): TextClassifier {
  const sizes = { vocabularySize, classes }
  const variables = newVariables(config, sizes, random, vectors)
  const weight = <T extends tf.Tensor>(name: string): T => variables.get(name) as tf.Tensor as T
  const computes = (): SequenceKernel => kernel ?? defaultKernel(config.hiddenSize)
  const parts = branchesOf({ config, sizes })
  const partsFor = ({ withoutLinear = false }: { readonly withoutLinear?: boolean }): readonly Branch[] =>
    withoutLinear && config.ngrams > 0 ? parts.slice(0, -1) : parts
  const branches = (batch: Batch, options: ForwardOptions): tf.Tensor2D[] =>
    tf.tidy(() =>
      partsFor(options).map((part) => part.logits(batch, { options, kernel: computes(), weight })),
    )
  const forward = (batch: Batch, options: ForwardOptions): tf.Tensor2D =>
    tf.tidy(() => {
      const [first, second] = branches(batch, options) as [tf.Tensor2D, tf.Tensor2D?]
      return second ? tf.mul<tf.Tensor2D>(tf.add(first, second), 0.5) : first
    })
  return {
    config,
    head: config.head,
    sizes,
    variables,
    forward,
    branches,
    onKernels: () => {
      const { kernels } = computes()
      return (
        kernels && {
          kernels,
          step: (batch, step) => {
            for (const part of partsFor(step)) part.step(kernels, batch, step)
          },
        }
      )
    },
    learnFrequencies: (texts) => {
      const idf = variables.get(IDF_WEIGHT)
      if (!idf) return
      const values = inverseDocumentFrequencies(texts, ngramSizes({ config, sizes }))
      tf.tidy(() => idf.assign(tf.tensor1d(values)))
    },
    scaleLogits: (factor) => scaleBranches(variables, { encoder: factor, ngrams: factor }),
    scaleBranches: ([first, second]) =>
      scaleBranches(
        variables,
        config.encoder === 'linear' ? { ngrams: first } : { encoder: first, ngrams: second },
      ),
    linear: () => (config.ngrams > 0 ? linearPart({ config, sizes }, variables) : undefined),
    touchedRows,
    tokensRead: (length) => tokensRead(config, length),
    attention: async (batch) => {
      requireAttention(config)
      const pass = { options: { training: false }, kernel: computes(), weight }
      // The encoder's branch is the first one.
      return valuesOnce(() => parts[0]?.attention?.(batch, pass) as tf.Tensor3D)
    },
    predict: async (batch) => {
      const activation = config.head === 'multi' ? tf.sigmoid : tf.softmax
      return valuesOnce(() => activation(forward(batch, { training: false })))
    },
    dispose: () => {
      for (const part of parts) part.dispose()
      for (const variable of variables.values()) variable.dispose()
    },
  }
}

/** The values of a tensor, which is disposed of. */
async function valuesOnce(compute: () => tf.Tensor): Promise<Float32Array> {
  const tensor = tf.tidy(compute)
  try {
    return (await tensor.data()) as Float32Array
  } finally {
    tensor.dispose()
  }
}

function newVariables(
  config: ModelConfig,
  sizes: ModelSizes,
  random: RandomGenerator,
  vectors: FirstVectors | undefined,
): Map<string, tf.Variable> {
  const variables = new Map<string, tf.Variable>()
  const shapes = weightShapes(config, sizes)
  if (vectors && !shapes.has('embedding')) {
    throw new RangeError(`vectors begin an embedding, and encoder ${config.encoder} has none`)
  }
  for (const [name, shape] of shapes) {
    const values = initialWeight(name, shape, random.fork(name))
    const pretrained = name === 'embedding' ? vectors : undefined
    if (pretrained) placeVectors(values, pretrained, shape)
    const isTrainable = name !== IDF_WEIGHT && (pretrained?.trainable ?? true)
    variables.set(
      name,
      tf.tidy(() => tf.variable(tf.tensor(values, [...shape], 'float32'), isTrainable)),
    )
  }
  return variables
}
