import type * as tf from '@tensorflow/tfjs'
import { defaultKernel } from './kernels/default-kernel.ts'
import type { CellWeights } from './kernels/sequence-kernel.ts'
import type { CellLayerOptions } from './lstm-layer.ts'
import { type RecurrentLayerOutput, recurrentLayer } from './recurrent-layer.ts'

/**
 * One simple recurrent layer (Elman 1990) in one direction on ordinary tensors, for use in any tfjs code; differentiable
 * in `x` and all weights: h' = tanh(x·W + b + h·U + c), and h starts at zero.
 *
 * Inputs beyond a row's length must be finite numbers and have no influence on `final` and on the states of real steps.
 *
 * @param x - inputs, float32, shape [batch, length, inputs]
 * @param lengths - real steps of each row, integers in 0 to length, shape [batch]
 * @param weights - of one gate
 * @throws RangeError when the shapes do not fit each other or a length is out of range
 */
export function rnnLayer(
  x: tf.Tensor3D,
  lengths: ArrayLike<number> | tf.Tensor1D,
  weights: CellWeights,
  { reverse = false }: CellLayerOptions = {},
): RecurrentLayerOutput {
  return recurrentLayer({ cell: 'rnn', x, lengths, weights, reverse }, (sequence) =>
    defaultKernel(weights.recurrent.shape[0]).states('rnn', sequence, weights),
  )
}
