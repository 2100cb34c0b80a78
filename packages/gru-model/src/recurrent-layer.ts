import * as tf from '@tensorflow/tfjs'
import { type Cell, GATES } from './kernels/cell.ts'
import type { CellWeights, Sequence } from './kernels/sequence-kernel.ts'
import { realLengths } from './real-lengths.ts'

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
  const real = realLengths(`${cell}Layer`, x.shape, lengths)
  checkShapes(cell, x, weights)
  return tf.tidy(() => {
    const timeMajor = tf.transpose(x, [1, 0, 2]) // [length, batch, inputs]
    const states = statesOf({ x: timeMajor, lengths: real, reverse })
    return { states: tf.transpose(states, [1, 0, 2]), final: finalStates(states, reverse) }
  })
}

/** Where a row has ended, its state has stayed as it was. */
function finalStates(states: tf.Tensor3D, reverse: boolean): tf.Tensor2D {
  const [length, batch, hidden] = states.shape
  const step = reverse ? 0 : length - 1
  return tf.slice(states, [step, 0, 0], [1, batch, hidden]).reshape([batch, hidden])
}

function checkShapes(cell: Cell, x: tf.Tensor3D, weights: CellWeights): void {
  const inputs = x.shape[2]
  const hidden = weights.recurrent.shape[0]
  const width = GATES[cell] * hidden
  const expected: Record<keyof CellWeights, number[]> = {
    kernel: [inputs, width],
    recurrent: [hidden, width],
    bias: [width],
    recurrentBias: [width],
  }
  for (const [name, shape] of Object.entries(expected)) {
    const actual = weights[name as keyof CellWeights].shape
    if (actual.join() !== shape.join()) {
      throw new RangeError(`${cell}Layer: ${name} has shape [${actual}], not [${shape}]`)
    }
  }
}
