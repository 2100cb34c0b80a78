import type * as tf from '@tensorflow/tfjs'
import { defaultKernel } from './kernels/default-kernel.ts'
import type { CellWeights, SequenceKernel } from './kernels/sequence-kernel.ts'
import { type RecurrentLayerOutput, recurrentLayer } from './recurrent-layer.ts'

/** How `gruLayer` runs. */
export interface GruLayerOptions {
  /** Read each row from its last real step to its first; false unless given. */
  readonly reverse?: boolean
  /** How the sequence is computed; `defaultKernel` unless given. */
  readonly kernel?: SequenceKernel
}

/**
 * One GRU layer in one direction on ordinary tensors, for use in any tfjs code; differentiable in `x` and all weights.
 *
 * The equations are those of `SequenceKernel`. Inputs beyond a row's length must be finite numbers and have no
 * influence on `final` and on the states of real steps.
 *
 * @param x - inputs, float32, shape [batch, length, inputs]
 * @param lengths - real steps of each row, integers in 0 to length, shape [batch]
 * @param weights - of three gates
 * @throws RangeError when the shapes do not fit each other or a length is out of range
 */
export function gruLayer(
  x: tf.Tensor3D,
  lengths: ArrayLike<number> | tf.Tensor1D,
  weights: CellWeights,
  { reverse = false, kernel = defaultKernel(weights.recurrent.shape[0]) }: GruLayerOptions = {},
): RecurrentLayerOutput {
  return recurrentLayer({ cell: 'gru', x, lengths, weights, reverse }, (sequence) =>
    kernel.states('gru', sequence, weights),
  )
}
