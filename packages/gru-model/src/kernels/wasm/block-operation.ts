import * as tf from '@tensorflow/tfjs'
import type { Kernels } from '@textgate/kernels'
import { BlockScope } from './block-scope.ts'

/** What the forward pass of an operation gives. */
export interface BlockResult {
  readonly value: tf.Tensor
  /** Gradients of the operation's inputs, in their order; called once at most, and only after a traced pass. */
  readonly backward: (dValue: tf.Tensor) => tf.Tensor[]
}

const unclaimed = new FinalizationRegistry<BlockScope>((scope) => scope.freeAll())

/**
 * A differentiable operation on kernel memory.
 *
 * What it allocates in its scope is freed when the backward pass has run, at once where none can follow, and with the
 * garbage where one could have followed but did not.
 *
 * @param inputs - what it is differentiable in
 * @param forward - its second argument says whether a backward pass may follow
 */
export function blockOperation(
  kernels: Kernels,
  inputs: readonly tf.Tensor[],
  forward: (scope: BlockScope, traced: boolean) => BlockResult,
): tf.Tensor {
  const run = tf.customGrad((..._: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const traced = tf.engine().state.gradientDepth > 0
    const scope = new BlockScope(kernels)
    try {
      const { value, backward } = forward(scope, traced)
      const gradFunc = (dValue: tf.Tensor): tf.Tensor[] => {
        try {
          return backward(dValue)
        } finally {
          scope.freeAll()
        }
      }
      if (traced) unclaimed.register(gradFunc, scope)
      else scope.freeAll()
      return { value, gradFunc }
    } catch (error) {
      scope.freeAll()
      throw error
    }
  })
  return run(...inputs)
}
