import * as tf from '@tensorflow/tfjs'
import type { GruWeights, SequenceKernel } from './kernels/sequence-kernel.ts'
import { tfjsKernel } from './kernels/tfjs-kernel.ts'
import { poolLast } from './pooling/pool-last.ts'

/** How `gruLayer` runs. */
export interface GruLayerOptions {
  /** Read each row from its last real step to its first; false unless given. */
  readonly reverse?: boolean
  /** How the sequence is computed; plain tfjs operations unless given. */
  readonly kernel?: SequenceKernel
}

/** What `gruLayer` gives. */
export interface GruLayerOutput {
  /** State after each step, float32, shape [batch, length, hidden]. Steps beyond a row's length mean nothing. */
  readonly states: tf.Tensor3D
  /** State after the last step that was read of each row, zeros for an empty row; float32, shape [batch, hidden]. */
  readonly final: tf.Tensor2D
}

/**
 * One GRU layer in one direction on ordinary tensors, for use in any tfjs code; differentiable in `x` and all weights.
 *
 * The equations are those of `SequenceKernel`. Inputs beyond a row's length must be finite numbers and have no
 * influence on `final` and on the states of real steps.
 *
 * @param x - inputs, float32, shape [batch, length, inputs]
 * @param lengths - real steps of each row, integers in 0 to length, shape [batch]
 * @throws RangeError when the shapes do not fit each other or a length is out of range
 */
export function gruLayer(
  x: tf.Tensor3D,
  lengths: ArrayLike<number> | tf.Tensor1D,
  weights: GruWeights,
  { reverse = false, kernel = tfjsKernel }: GruLayerOptions = {},
): GruLayerOutput {
  const realLengths = Int32Array.from(lengths instanceof tf.Tensor ? lengths.dataSync() : lengths)
  checkShapes(x, realLengths, weights)
  return tf.tidy(() => {
    const timeMajor = tf.transpose(x, [1, 0, 2]) // [length, batch, inputs]
    const states = kernel.states({ x: timeMajor, lengths: realLengths, reverse }, weights)
    return { states: tf.transpose(states, [1, 0, 2]), final: poolLast(states, reverse) }
  })
}

function checkShapes(x: tf.Tensor3D, lengths: Int32Array, weights: GruWeights): void {
  const [batch, length, inputs] = x.shape
  const hidden = weights.recurrent.shape[0]
  if (batch < 1 || length < 1) throw new RangeError(`gruLayer: x [${x.shape}] needs a row and a step`)
  if (lengths.length !== batch) {
    throw new RangeError(`gruLayer: ${lengths.length} lengths for a batch of ${batch} rows`)
  }
  for (const real of lengths) {
    if (real < 0 || real > length) throw new RangeError(`gruLayer: length ${real} is not in 0 to ${length}`)
  }
  const expected: Record<keyof GruWeights, number[]> = {
    kernel: [inputs, 3 * hidden],
    recurrent: [hidden, 3 * hidden],
    bias: [3 * hidden],
    recurrentBias: [3 * hidden],
  }
  for (const [name, shape] of Object.entries(expected)) {
    const actual = weights[name as keyof GruWeights].shape
    if (actual.join() !== shape.join()) {
      throw new RangeError(`gruLayer: ${name} has shape [${actual}], not [${shape}]`)
    }
  }
}
