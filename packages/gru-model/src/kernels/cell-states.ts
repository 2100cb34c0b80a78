import type * as tf from '@tensorflow/tfjs'
import { kernelsInUse } from './kernels-in-use.ts'
import type { CellWeights, Sequence } from './sequence-kernel.ts'
import { tfjsCellStates } from './tfjs-cells.ts'
import { statesOnKernels } from './wasm/states-on-kernels.ts'

/** Sequences of an LSTM or simple RNN by the fastest way there is on the current backend. */
export function cellStates(cell: 'lstm' | 'rnn', sequence: Sequence, weights: CellWeights): tf.Tensor3D {
  const kernels = kernelsInUse(weights.recurrent.shape[0])
  return kernels ? statesOnKernels(kernels, cell, sequence, weights) : tfjsCellStates(cell, sequence, weights)
}
