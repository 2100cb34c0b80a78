import type * as tf from '@tensorflow/tfjs'
import { kernelsInUse } from './kernels/kernels-in-use.ts'
import { tfjsConv } from './kernels/tfjs-conv.ts'
import { convOnKernels } from './kernels/wasm/conv-on-kernels.ts'
import { realLengths } from './real-lengths.ts'

/** Weights of a one-dimensional convolution. */
export interface ConvWeights {
  /** Float32, shape [width, inputs, filters]. */
  readonly kernel: tf.Tensor3D
  /** Float32, shape [filters]. */
  readonly bias: tf.Tensor1D
}

/** What a convolution reads; checked. */
export interface ConvInput extends ConvWeights {
  /** Float32, shape [batch, length, inputs]. */
  readonly x: tf.Tensor3D
  /** Real steps of each row, int32, shape [batch]. */
  readonly lengths: Int32Array
}

/** A way to compute a convolution. */
export type ComputeConv = (input: ConvInput) => tf.Tensor3D

/**
 * A one-dimensional convolution over the steps of each row, as text CNNs have it (Kim, "Convolutional Neural Networks for
 * Sentence Classification", 2014), on ordinary tensors; differentiable in `x` and both weights. Without an activation.
 * ```
 * y[t] = bias + Σ_j x[t + j − ⌊(width − 1) / 2⌋]·kernel[j]       x is 0 before a row's start and after its end
 * ```
 * TensorFlow.js's conv1d knows no lengths, and the gradient of its kernel, in plain loops on the wasm and cpu backends, takes
 * minutes for a batch of 32 × 256 × 128 where this takes a quarter of a second.
 *
 * @param x - inputs, float32, shape [batch, length, inputs]; what stands beyond a row's length must be finite
 * @param lengths - real steps of each row, integers in 0 to length, shape [batch]
 * @param compute - the fastest way on the current backend unless given
 * @returns float32, shape [batch, length, filters]; zeros beyond a row's length
 * @throws RangeError when the shapes do not fit each other or a length is out of range
 */
export function convLayer(
  x: tf.Tensor3D,
  lengths: ArrayLike<number> | tf.Tensor1D,
  weights: ConvWeights,
  compute: ComputeConv = fastestConv(),
): tf.Tensor3D {
  const real = realLengths('convLayer', x.shape, lengths)
  const { kernel, bias } = weights
  const inputs = x.shape[2]
  const filters = kernel.shape[2]
  if (kernel.shape[0] < 1 || kernel.shape[1] !== inputs) {
    throw new RangeError(`convLayer: kernel has shape [${kernel.shape}], not [width, ${inputs}, filters]`)
  }
  if (bias.shape[0] !== filters) {
    throw new RangeError(`convLayer: bias has shape [${bias.shape}], not [${filters}]`)
  }
  return compute({ x, lengths: real, kernel, bias })
}

function fastestConv(): ComputeConv {
  const kernels = kernelsInUse(0)
  return kernels ? (input) => convOnKernels(kernels, input) : tfjsConv
}
