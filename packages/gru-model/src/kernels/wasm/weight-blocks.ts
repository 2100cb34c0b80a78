import type * as tf from '@tensorflow/tfjs'
import type { RecurrentWeights } from '@textgate/kernels'
import type { CellWeights } from '../sequence-kernel.ts'
import type { BlockScope } from './block-scope.ts'
import { tensorOf, valuesOf } from './tensor-values.ts'

/** The weights of one layer and direction, or their gradients, in the order of every list of them. */
export const WEIGHT_NAMES = ['kernel', 'recurrent', 'bias', 'recurrentBias'] as const

/** Copies of weights in kernel memory. */
export function weightBlocks(scope: BlockScope, weights: CellWeights): RecurrentWeights {
  return eachWeight((name) => scope.floatsOf(valuesOf(weights[name])))
}

/** Room for gradients of weights of these shapes, and the tensors that come of it. */
export interface GradientBlocks {
  readonly blocks: RecurrentWeights
  /** Copies of the gradients by WEIGHT_NAMES; frees the blocks. */
  tensors(): tf.Tensor[]
}

/** See `GradientBlocks`. */
export function gradientBlocks(
  scope: BlockScope,
  shapes: Record<keyof CellWeights, number[]>,
): GradientBlocks {
  const owned = eachWeight((name) => scope.floats(shapes[name].reduce((size, n) => size * n, 1)))
  return {
    blocks: owned,
    tensors: () =>
      WEIGHT_NAMES.map((name) => {
        const tensor = tensorOf(owned[name].floats, shapes[name])
        scope.free(owned[name])
        return tensor
      }),
  }
}

/** Shapes of the weights of one layer and direction. */
export function weightShapesOf(weights: CellWeights): Record<keyof CellWeights, number[]> {
  return eachWeight((name) => weights[name].shape as number[])
}

function eachWeight<T>(make: (name: keyof CellWeights) => T): Record<keyof CellWeights, T> {
  return {
    kernel: make('kernel'),
    recurrent: make('recurrent'),
    bias: make('bias'),
    recurrentBias: make('recurrentBias'),
  }
}
