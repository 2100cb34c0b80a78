import type * as tf from '@tensorflow/tfjs'
import type { ModelConfig } from '@textgate/core'
import type { Kernels } from '@textgate/kernels'
import type { Dropout } from '../dropout.ts'
import type { PackedBatch } from '../pack-batch.ts'
import type { RowGradients } from '../row-gradients.ts'
import type { GruWeights, SequenceKernel } from './sequence-kernel.ts'

/** All that lies between the ids of a batch and one vector a row. */
export interface EncoderInput {
  readonly batch: PackedBatch
  /** Embedding table, float32, shape [vocabulary, embedding]. */
  readonly table: tf.Tensor2D
  /** Where the table's gradient is made. */
  readonly gradients: RowGradients
  /** Weights by layer, in each of the forward direction and, if there is one, of the backward one. */
  readonly layers: readonly (readonly GruWeights[])[]
  readonly pooling: ModelConfig['pooling']
  /**
   * Dropout of each layer's input. Of the first layer's, the embeddings, one mask value for each distinct token of the
   * batch and dimension: a token that occurs twice is dropped twice. Of the others', one for each position and unit.
   */
  readonly dropout: readonly Dropout[]
}

/** A sequence kernel that can also compute the whole encoder at once, without tensors between its parts. */
export interface EncodingKernel extends SequenceKernel {
  /** Where it computes. */
  readonly kernels: Kernels
  /**
   * Pooled states, float32, shape [batch.size, pooled], rows in the batch's order; see `pool` for the columns.
   * Differentiable in the table and in all weights.
   */
  encode(input: EncoderInput): tf.Tensor2D
  /** x·kernel + bias, float32, shape [batch, outputs]; differentiable in all three. */
  dense(x: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D
}

/** Columns of what an encoder gives. */
export function pooledWidth({ layers, pooling }: Pick<EncoderInput, 'layers' | 'pooling'>): number {
  const last = layers[layers.length - 1] as readonly GruWeights[]
  const states = last.reduce((width, { recurrent }) => width + recurrent.shape[0], 0)
  return pooledColumns(pooling, states)
}

/** The same from the columns of the last layer's states, of all directions together. */
export function pooledColumns(pooling: ModelConfig['pooling'], states: number): number {
  return pooling === 'max-mean' ? 2 * states : states
}
