import * as tf from '@tensorflow/tfjs'
import { type Cell, GATES } from './kernels/cell.ts'
import type { CellWeights, Sequence } from './kernels/sequence-kernel.ts'
import { poolLast } from './pooling/pool-last.ts'

/** What a recurrent layer gives. */
export interface RecurrentLayerOutput {
  /** State after each step, float32, shape [batch, length, hidden]. Steps beyond a row's length mean nothing. */
  readonly states: tf.Tensor3D
  /** State after the last step that was read of each row, zeros for an empty row; float32, shape [batch, hidden]. */
  readonly final: tf.Tensor2D
}

/** What `recurrentLayer` reads. */
interface RecurrentLayerInput {
  readonly cell: Cell
  /** Float32, shape [batch, length, inputs]. */
  readonly x: tf.Tensor3D
  /** Real steps of each row. */
  readonly lengths: ArrayLike<number> | tf.Tensor1D
  readonly weights: CellWeights
  readonly reverse: boolean
}

/**
 * One layer in one direction on rows, by a function that computes time-major sequences.
 *
 * @throws RangeError when the shapes do not fit each other or a length is out of range
 */
export function recurrentLayer(
  { cell, x, lengths, weights, reverse }: RecurrentLayerInput,
  statesOf: (sequence: Sequence) => tf.Tensor3D,
): RecurrentLayerOutput {
  const realLengths = Int32Array.from(lengths instanceof tf.Tensor ? lengths.dataSync() : lengths)
  checkShapes(cell, x, realLengths, weights)
  return tf.tidy(() => {
    const timeMajor = tf.transpose(x, [1, 0, 2]) // [length, batch, inputs]
    const states = statesOf({ x: timeMajor, lengths: realLengths, reverse })
    return { states: tf.transpose(states, [1, 0, 2]), final: poolLast(states, reverse) }
  })
}

function checkShapes(cell: Cell, x: tf.Tensor3D, lengths: Int32Array, weights: CellWeights): void {
  const [batch, length, inputs] = x.shape
  const hidden = weights.recurrent.shape[0]
  const width = GATES[cell] * hidden
  const layer = `${cell}Layer`
  if (batch < 1 || length < 1) throw new RangeError(`${layer}: x [${x.shape}] needs a row and a step`)
  if (lengths.length !== batch) {
    throw new RangeError(`${layer}: ${lengths.length} lengths for a batch of ${batch} rows`)
  }
  for (const real of lengths) {
    if (real < 0 || real > length) throw new RangeError(`${layer}: length ${real} is not in 0 to ${length}`)
  }
  const expected: Record<keyof CellWeights, number[]> = {
    kernel: [inputs, width],
    recurrent: [hidden, width],
    bias: [width],
    recurrentBias: [width],
  }
  for (const [name, shape] of Object.entries(expected)) {
    const actual = weights[name as keyof CellWeights].shape
    if (actual.join() !== shape.join()) {
      throw new RangeError(`${layer}: ${name} has shape [${actual}], not [${shape}]`)
    }
  }
}
