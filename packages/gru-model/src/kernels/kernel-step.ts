import type { Batch } from '@textgate/core'
import type { Block, Kernels } from '@textgate/kernels'

/** Weights by name in the memory of kernels, and room for their gradients; float32, each of its variable's shape. */
export interface KernelWeights {
  /** The values of a weight, to be read. */
  values(name: string): Block
  /**
   * The values of a table of which the step reads some rows alone; other rows may be older ones.
   *
   * @param ids - the rows, ascending and distinct, int32, shape [rows]
   */
  rows(name: string, ids: Int32Array): Block
  /**
   * Room for the gradient of a weight, all of which the step writes; of a table, for that of the rows that it asked for,
   * one after the other, shape [rows, width]. There may be more room than that.
   */
  gradient(name: string): Block
}

/** What one step is given. */
export interface KernelStep {
  /** As of `ForwardOptions`; dropout applies. */
  readonly dropoutSeed: number
  /** As of `ForwardOptions`. */
  readonly withoutLinear?: boolean
  /** What the step reads, and where it leaves the gradients. */
  readonly weights: KernelWeights
  /**
   * Gives the gradient of the loss by a branch's logits; asked once for each branch, in the order of `branches`.
   *
   * @param logits - float32, shape [batch.size, classes], as is the result
   */
  gradientOf(logits: Float32Array): Float32Array
}

/** A model that computes a step of training on kernels, without a tensor. */
export interface KernelModel {
  /** Where it computes. */
  readonly kernels: Kernels
  /**
   * A forward and a backward pass: the gradients are to the bit those that tfjs gives of the branches, but of no other
   * use than training.
   *
   * @throws RangeError as `forward` does; KERNEL_MEMORY_EXHAUSTED and what else kernels throw
   */
  step(batch: Batch, step: KernelStep): void
}
