import type * as tf from '@tensorflow/tfjs'
import type { Batch } from '@textgate/core'
import type { Kernels } from '@textgate/kernels'
import type { KernelStep } from '../kernels/kernel-step.ts'
import type { SequenceKernel } from '../kernels/sequence-kernel.ts'

/** How a forward pass runs. */
export interface ForwardOptions {
  /** Whether dropout applies. */
  readonly training: boolean
  /** Seed of this call's dropout, any integer; needed for training where a dropout rate is above 0. */
  readonly dropoutSeed?: number
  /** Of `branches`: leaves the n-grams out. */
  readonly withoutLinear?: boolean
}

/** What one forward pass in tensors is given. */
export interface ForwardPass {
  readonly options: ForwardOptions
  /** How the parts of the network are computed. */
  readonly kernel: SequenceKernel
  /** A weight of the branch by its name. */
  readonly weight: <T extends tf.Tensor>(name: string) => T
}

/** A part of a classifier that scores texts by itself; the classifier's scores are the mean of its branches'. */
export interface Branch {
  /** The weights of the branch with their shapes, in the order of the data flow. */
  readonly weightShapes: ReadonlyMap<string, readonly number[]>
  /**
   * Class scores before softmax, float32, shape [batch.size, classes]; differentiable in every weight of the branch.
   *
   * @throws RangeError when the batch is malformed or an id is outside the vocabulary
   */
  logits(batch: Batch, pass: ForwardPass): tf.Tensor2D
  /**
   * How much each head of attention attends to each token; of the encoder's branch where its pooling has attention.
   *
   * @returns float32, shape [batch.size, heads, batch.length]; 0 at padding
   * @throws RangeError as `logits`
   */
  attention?(batch: Batch, pass: ForwardPass): tf.Tensor3D
  /**
   * The branch's part of a step of training in kernel memory: from ids to logits, and back to the gradients of all its
   * weights; see `KernelModel`.
   *
   * @throws RangeError as `logits`; KERNEL_MEMORY_EXHAUSTED and what else kernels throw
   */
  step(kernels: Kernels, batch: Batch, step: KernelStep): void
  /** Frees what is kept from pass to pass. */
  dispose(): void
}
