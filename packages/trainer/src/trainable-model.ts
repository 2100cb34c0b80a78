import type * as tf from '@tensorflow/tfjs'
import type { Batch } from '@textgate/core'

/** How a forward pass is run. */
export interface ForwardOptions {
  /** True in training: dropout is on. */
  readonly training: boolean
  /** Seed of this pass's dropout, an integer in [0, 2^31); the same seed must give the same masks. */
  readonly dropoutSeed?: number
}

/** All that the trainer needs of a model. */
export interface TrainableModel {
  /** Logits (class scores before softmax), float32, shape [batch.size, classes]. */
  forward(batch: Batch, options: ForwardOptions): tf.Tensor2D
  /**
   * Logits of the model's parts, each as `forward` gives them; where it is there, a step trains every part by a loss of
   * its own, and `forward` is how they answer together.
   */
  branches?(batch: Batch, options: ForwardOptions): tf.Tensor2D[]
  /**
   * Tables of which a batch reads some rows alone, such as embeddings: by weight name, what gives the distinct rows that
   * a batch reads. All other rows have a gradient of zero in that step, and may be brought up to date later.
   */
  readonly tables?: ReadonlyMap<string, (batch: Batch) => Int32Array>
  /** Every trained variable by its weight name; the trainer assigns new values to them. */
  readonly variables: ReadonlyMap<string, tf.Variable>
}
