import type * as tf from '@tensorflow/tfjs'
import type { Kernels } from '@textgate/kernels'
import type { Cell } from './cell.ts'

/** Weights of one layer and direction; gates side by side: GRU z, r, n; LSTM i, f, g, o; the simple RNN has one. */
export interface CellWeights {
  /** Input kernel, float32, shape [inputs, gates * hidden]. */
  readonly kernel: tf.Tensor2D
  /** Recurrent kernel, float32, shape [hidden, gates * hidden]. */
  readonly recurrent: tf.Tensor2D
  /** Bias beside the input kernel, float32, shape [gates * hidden]. */
  readonly bias: tf.Tensor1D
  /** Bias beside the recurrent kernel, float32, shape [gates * hidden]. */
  readonly recurrentBias: tf.Tensor1D
}

/** What one layer reads in one direction. */
export interface Sequence {
  /** Inputs, float32, time-major so that a step is one contiguous block: shape [length, batch, inputs]. */
  readonly x: tf.Tensor3D
  /** Real steps of each row, 0 to `length`, int32, shape [batch]. */
  readonly lengths: Int32Array
  /** True to read each row from its last real step to its first. */
  readonly reverse: boolean
}

/**
 * One way to compute a whole sequence of one recurrent layer in one direction.
 *
 * The GRU is reset-after with two biases, as in torch, Keras and cuDNN (Cho et al. 2014, in the variant of version 3):
 * ```
 * z  = σ(x·Wz + bz + h·Uz + cz)
 * r  = σ(x·Wr + br + h·Ur + cr)
 * n  = tanh(x·Wn + bn + r∘(h·Un + cn))
 * h' = z∘h + (1 − z)∘n          h starts at zero
 * ```
 * The LSTM's and the simple RNN's equations stand at `lstmLayer` and `rnnLayer`. A step beyond the end of a row leaves that
 * row's state as it is, bit for bit. So the final state of every row stands in the last step (the first one when reading
 * backwards), and a row of length 0 stays zero.
 *
 * Every implementation passes the same suite of laws, `testing/sequence-kernel-laws.ts`.
 */
export interface SequenceKernel {
  /** For reports and error messages. */
  readonly name: string
  /** Compute kernels, where the whole classifier is to be computed on them; `states` is then of no use to it. */
  readonly kernels?: Kernels
  /**
   * States after each step, float32, shape [length, batch, hidden], in the order of `x` in both directions.
   *
   * Differentiable in `x` and in all four weights under tfjs's automatic differentiation.
   */
  states(cell: Cell, sequence: Sequence, weights: CellWeights): tf.Tensor3D
}
