import type * as tf from '@tensorflow/tfjs'
import { defaultKernel } from './kernels/default-kernel.ts'
import type { CellWeights } from './kernels/sequence-kernel.ts'
import { type RecurrentLayerOutput, recurrentLayer } from './recurrent-layer.ts'

/** How `lstmLayer` and `rnnLayer` run. */
export interface CellLayerOptions {
  /** Read each row from its last real step to its first; false unless given. */
  readonly reverse?: boolean
}

/**
 * One LSTM layer in one direction on ordinary tensors, for use in any tfjs code; differentiable in `x` and all weights.
 *
 * Torch's and Keras's equations (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), gates side
 * by side in the order i, f, g, o:
 * ```
 * i, f, o = σ(x·W + b + h·U + c)     g = tanh(x·W + b + h·U + c)
 * s' = f∘s + i∘g                     h' = o∘tanh(s')           h and s start at zero
 * ```
 * Inputs beyond a row's length must be finite numbers and have no influence on `final` and on the states of real steps.
 *
 * @param x - inputs, float32, shape [batch, length, inputs]
 * @param lengths - real steps of each row, integers in 0 to length, shape [batch]
 * @param weights - of four gates
 * @throws RangeError when the shapes do not fit each other or a length is out of range
 */
export function lstmLayer(
  x: tf.Tensor3D,
  lengths: ArrayLike<number> | tf.Tensor1D,
  weights: CellWeights,
  { reverse = false }: CellLayerOptions = {},
): RecurrentLayerOutput {
  return recurrentLayer({ cell: 'lstm', x, lengths, weights, reverse }, (sequence) =>
    defaultKernel(weights.recurrent.shape[0]).states('lstm', sequence, weights),
  )
}
