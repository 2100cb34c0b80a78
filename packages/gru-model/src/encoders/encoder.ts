import type * as tf from '@tensorflow/tfjs'
import type { ModelConfig } from '@textgate/core'
import type { Block, PackedRows, Place } from '@textgate/kernels'
import type { DropoutOf } from '../dropout-of.ts'
import type { SequenceKernel } from '../kernels/sequence-kernel.ts'
import type { BlockScope } from '../kernels/wasm/block-scope.ts'
import type { PackedBatch } from '../pack-batch.ts'

/** What an encoder reads, in tensors. */
export interface EncoderInput {
  readonly config: ModelConfig
  /** Which token stands where; one token at least. */
  readonly batch: PackedBatch
  /**
   * The embedding of each distinct token, float32, shape [distinct, embedding]. Dropout has been applied to it: a token
   * that occurs twice is dropped twice.
   */
  readonly embedded: tf.Tensor2D
  /** A weight of the encoder by its name. */
  readonly weight: <T extends tf.Tensor>(name: string) => T
  /** Dropout between layers, one mask value for each position and unit. */
  readonly dropout: DropoutOf
  /** How sequences are computed. */
  readonly kernel: SequenceKernel
}

/** The same in kernel memory; the batch may have no token. */
export interface BlockEncoderInput extends Pick<EncoderInput, 'config' | 'batch' | 'dropout'> {
  /** The batch's steps, as kernels take them. */
  readonly rows: PackedRows
  readonly embedded: Block
  readonly weight: (name: string) => Block
}

/** Where the gradients of an encoder go; written. */
export interface EncoderGradients {
  /** Of the embedding of each distinct token, shape [distinct, embedding]. */
  readonly embedded: Place
  /** Of a weight by its name. */
  readonly weight: (name: string) => Place
}

/** States in kernel memory, and the way back. */
export interface EncodedBlocks {
  /** Float32, shape [batch.tokens, states]. */
  readonly states: Block
  /**
   * Writes the gradients; once at most, and only after a traced pass.
   *
   * @param dStates - gradient of the states; overwritten or freed
   */
  backward(dStates: Block, into: EncoderGradients): void
}

/**
 * A network that reads the tokens of a text in their order and gives a state for each of them. Pooling and the head come
 * after it and are the same for all encoders.
 *
 * States have a row for each real token of the batch, in packed order (see `Packing`), and none for padding. A state
 * depends on the tokens of its own text alone. Every encoder passes the suite of laws in `testing/encoder-laws.ts`.
 */
export interface Encoder {
  /** Its weights with their shapes, in the order of the data flow. */
  weightShapes(config: ModelConfig): ReadonlyMap<string, readonly number[]>
  /** Columns of the states. */
  statesWidth(config: ModelConfig): number
  /** States in tfjs operations, float32, shape [batch.tokens, states]; differentiable in the embedding and all weights. */
  encode(input: EncoderInput): tf.Tensor2D
  /**
   * States in kernel memory; the same as those of `encode` up to rounding.
   *
   * @param scope - owns everything, the states included
   * @param traced - whether a backward pass follows
   */
  encodeBlocks(scope: BlockScope, input: BlockEncoderInput, traced: boolean): EncodedBlocks
}
