import type * as tf from '@tensorflow/tfjs'
import type { Batch, ModelConfig } from '@textgate/core'
import type { Block, PackedRows, Place } from '@textgate/kernels'
import type { SequenceKernel } from '../kernels/sequence-kernel.ts'
import type { BlockScope } from '../kernels/wasm/block-scope.ts'
import type { AttentionWeight } from '../pooling/pool-attention.ts'
import type { Reading } from './reading.ts'

/** What a composition reads beside the states, in tensors. */
export interface CompositionInput {
  readonly config: ModelConfig
  /** There is one token at least. */
  readonly reading: Reading
  /** Columns of the states. */
  readonly width: number
  /** A weight of the composition by its name. */
  readonly weight: AttentionWeight
  readonly kernel: SequenceKernel
}

/** The same in kernel memory; the batch may have no token. */
export interface BlockCompositionInput extends Pick<CompositionInput, 'config' | 'reading' | 'width'> {
  /** The steps of `reading.rows`, as kernels take them. */
  readonly rows: PackedRows
  readonly weight: (name: string) => Block
}

/** Vectors of texts in kernel memory, and the way back. */
export interface ComposedBlocks {
  /** Float32, shape [texts, columns], in the batch's order. */
  readonly vectors: Block
  /**
   * Writes the gradients of the weights; once at most.
   *
   * @param dVectors - gradient of the vectors
   * @returns gradient of the states, float32, shape [reading.rows.tokens, width]
   */
  backward(dVectors: Block, weight: (name: string) => Place): Block
}

/** How the states of the rows that an encoder has read become one vector a text. */
export interface Composition {
  /** Its weights with their shapes, in the order of the data flow. @param width - columns of the states */
  weightShapes(config: ModelConfig, width: number): ReadonlyMap<string, readonly number[]>
  /**
   * Differentiable in the states and all weights.
   *
   * @param states - float32, shape [reading.rows.tokens, width], in packed order
   * @returns float32, shape [texts, textWidth of core], in the batch's order; zeros for an empty text
   */
  compose(input: CompositionInput, states: tf.Tensor2D): tf.Tensor2D
  /**
   * How much each head of attention attends to each token, where `config.pooling` has attention.
   *
   * @returns float32, shape [batch.size, heads, batch.length]; 0 at padding
   */
  attention(input: CompositionInput, states: tf.Tensor2D, batch: Batch): tf.Tensor3D
  /** The same vectors in a step of training in kernel memory. @param scope - owns everything */
  composeBlocks(scope: BlockScope, input: BlockCompositionInput, states: Block): ComposedBlocks
}
