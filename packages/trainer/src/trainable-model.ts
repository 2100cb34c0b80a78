import type * as tf from '@tensorflow/tfjs'
import type { Batch, Head } from '@textgate/core'
import type { Block, Kernels } from '@textgate/kernels'
import type { SparseRow } from './linear/linear-problem.ts'

/** How a forward pass is run. */
export interface ForwardOptions {
  /** True in training: dropout is on. */
  readonly training: boolean
  /** Seed of this pass's dropout, an integer in [0, 2^31); the same seed must give the same masks. */
  readonly dropoutSeed?: number
  /** Of `branches`: leaves the linear part out. */
  readonly withoutLinear?: boolean
}

/** All that the trainer needs of a model. */
export interface TrainableModel {
  /** What its logits mean: scores of one label, or for `multi` of each label by itself; single unless given. */
  readonly head?: Head
  /** Logits (class scores before softmax or sigmoid), float32, shape [batch.size, classes]. */
  forward(batch: Batch, options: ForwardOptions): tf.Tensor2D
  /** As of `ProbabilityModel`: what a batch of texts of a length costs. */
  tokensRead?(length: number): number
  /**
   * Logits of the model's parts, each as `forward` gives them; `forward` is their mean. Where it is not there, `forward` is
   * the only part.
   */
  branches?(batch: Batch, options: ForwardOptions): tf.Tensor2D[]
  /**
   * The part that is linear in its weights, the last of `branches`, where there is one; trained by itself, before the others.
   * Asked after `learnFrequencies`.
   */
  linear?(): LinearPart | undefined
  /**
   * How the model computes a step on compute kernels, without a tensor; undefined where it does not. Asked when training
   * starts; the steps of that run then go this way, and `forward` and `branches` are for answers alone.
   */
  onKernels?(): KernelModel | undefined
  /**
   * Counts in how many texts each feature occurs, where the model weighs features by it; where it is there, training asks
   * it once, before the first step.
   *
   * @param texts - ids of the training texts, int32, shape [length] each
   */
  learnFrequencies?(texts: Iterable<Int32Array>): void
  /**
   * Multiplies all logits that the model gives from now on by a factor > 0, by changing the values of its variables; where
   * it is there, training calibrates the probabilities with it.
   */
  scaleLogits?(factor: number): void
  /**
   * Multiplies the logits that each part gives from now on by a factor > 0, by changing the values of its variables; where
   * it is there, training weighs the parts against each other with it.
   *
   * @param factors - one for each of `branches`
   */
  scaleBranches?(factors: readonly number[]): void
  /**
   * Every variable by its weight name. The trainer assigns new values to those whose `trainable` is true, and leaves the
   * others alone.
   */
  readonly variables: ReadonlyMap<string, tf.Variable>
}

/** Logits that are linear in weights: Σ value · kernel[row] + bias over the features of a text. */
export interface LinearPart {
  /** Features that there are: rows of the kernel. */
  readonly features: number
  /** Of these the first, which stand for single tokens in the order of their ids. */
  readonly tokens: number
  /** The usual Euclidean norm of a text's values: what regularisation is measured against. */
  readonly norm: number
  /**
   * The features of one text.
   *
   * @param ids - int32, shape [length]
   */
  featuresOf(ids: Int32Array): SparseRow
  /** Float32, shape [features, classes]. */
  readonly kernel: tf.Variable
  /** Float32, shape [classes]. */
  readonly bias: tf.Variable
}

/** A model on compute kernels. */
export interface KernelModel {
  /** Where it computes. */
  readonly kernels: Kernels
  /** A forward and a backward pass in training mode: gives the logits of each branch, and writes the gradients. */
  step(batch: Batch, step: KernelStep): void
}

/** What one step is given. */
export interface KernelStep {
  /** As of `ForwardOptions`. */
  readonly dropoutSeed: number
  /** As of `ForwardOptions`. */
  readonly withoutLinear?: boolean
  /** What the step reads, and where it leaves the gradients. */
  readonly weights: KernelWeights
  /**
   * Gives the gradient of the loss by a branch's logits; to be asked once for each branch.
   *
   * @param logits - float32, shape [batch.size, classes], as is the result
   */
  gradientOf(logits: Float32Array): Float32Array
}

/**
 * Weights by name in the memory of kernels, and room for their gradients; float32, each of its variable's shape. A model
 * reads a weight either by `values` or by `rows`, in all its steps.
 */
export interface KernelWeights {
  /** The values of a weight, to be read. */
  values(name: string): Block
  /**
   * The values of a table of which the step reads some rows alone, such as an embedding. Other rows may be older ones:
   * they have a gradient of zero in this step, and are brought up to date when they are read next.
   *
   * @param ids - the rows, ascending and distinct, int32, shape [rows]
   */
  rows(name: string, ids: Int32Array): Block
  /**
   * Room for the gradient of a weight, all of which the step writes; of a table, for that of the rows that it asked for,
   * one after the other, shape [rows, width]. A weight for which nobody asks stays as it is.
   */
  gradient(name: string): Block
}
