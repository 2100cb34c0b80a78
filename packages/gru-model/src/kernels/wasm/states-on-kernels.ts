import * as tf from '@tensorflow/tfjs'
import {
  type Kernels,
  matrixAt,
  PackedRows,
  type RecurrentTrace,
  recurrentBackward,
  recurrentForward,
} from '@textgate/kernels'
import { packing } from '../../packing.ts'
import type { Cell } from '../cell.ts'
import type { CellWeights, Sequence } from '../sequence-kernel.ts'
import { blockOperation } from './block-operation.ts'
import type { BlockScope } from './block-scope.ts'
import { paddedSteps } from './padded-steps.ts'
import { tensorOf, valuesOf } from './tensor-values.ts'
import { gradientBlocks, WEIGHT_NAMES, weightBlocks, weightShapesOf } from './weight-blocks.ts'

/** One layer in one direction as a differentiable operation on padded steps, which it packs and unpacks. */
export function statesOnKernels(
  kernels: Kernels,
  cell: Cell,
  sequence: Sequence,
  weights: CellWeights,
): tf.Tensor3D {
  const { x, lengths, reverse } = sequence
  const [length, size, inputs] = x.shape
  const hidden = weights.recurrent.shape[0]
  const packed = packing(lengths)
  const { tokens } = packed
  const padded = paddedSteps(packed, length)

  const backward = (scope: BlockScope, trace: RecurrentTrace, dStates: tf.Tensor): tf.Tensor[] => {
    const dPacked = scope.floats(tokens * hidden)
    padded.packGradients(valuesOf(dStates), dPacked.floats, hidden, reverse)
    const room = gradientBlocks(scope, weightShapesOf(weights))
    const dRows = scope.floats(tokens * inputs)
    recurrentBackward(kernels, trace, {
      directions: [{ states: matrixAt(dPacked, hidden), weights: room.blocks }],
      x: matrixAt(dRows, inputs),
    })
    const dx = padded.unpack(dRows.floats, inputs)
    return [tensorOf(dx, [length, size, inputs]), ...room.tensors()]
  }
  const inputTensors = [x, ...WEIGHT_NAMES.map((name): tf.Tensor => weights[name])]
  const states = blockOperation(kernels, inputTensors, (scope, traced) => {
    const rows = scope.floats(tokens * inputs)
    padded.pack(valuesOf(x), rows.floats, inputs)
    const states = scope.floats(tokens * hidden)
    const trace = recurrentForward(
      kernels,
      {
        cell,
        hidden,
        packed: scope.keep(new PackedRows(kernels.memory, packed.rowsAtStep, size)),
        input: { x: matrixAt(rows, inputs), rows: tokens, inputs },
        directions: [{ weights: weightBlocks(scope, weights), reverse, states: matrixAt(states, hidden) }],
      },
      traced,
    )
    if (trace) scope.keep(trace)
    const value = tf.tensor3d(padded.unpackStates(states.floats, hidden, reverse), [length, size, hidden])
    return { value, backward: (dStates) => backward(scope, trace as RecurrentTrace, dStates) }
  })
  return states as tf.Tensor3D
}
