import type * as tf from '@tensorflow/tfjs'
import type { Block, Kernels } from '@textgate/kernels'
import { type EncoderInput, pooledWidth } from '../encoder.ts'
import type { GruWeights } from '../sequence-kernel.ts'
import { blockOperation } from './block-operation.ts'
import type { BlockScope } from './block-scope.ts'
import { encoderBackward } from './encoder-backward.ts'
import { type BlockEncoder, type EncoderTrace, encoderForward } from './encoder-forward.ts'
import { sortRows, unsortRows } from './sorted-rows.ts'
import { tensorOf, valuesOf } from './tensor-values.ts'
import { gradientBlocks, WEIGHT_NAMES, weightBlocks, weightShapesOf } from './weight-blocks.ts'

/** The whole encoder as one differentiable operation; between ids and pooled states there are no tensors. */
export function encodeOnKernels(kernels: Kernels, input: EncoderInput): tf.Tensor2D {
  const { batch, table, layers } = input
  const weights = layers.flat().flatMap((of) => WEIGHT_NAMES.map((name): tf.Tensor => of[name]))
  const result = blockOperation(kernels, [table, ...weights], (scope, traced) => {
    const encoder = blockEncoder(scope, input)
    const { pooled, trace } = encoderForward(scope, encoder, traced)
    const rows = new Float32Array(batch.size * pooledWidth(input))
    unsortRows(batch, pooled, rows)
    return {
      value: tensorOf(rows, [batch.size, pooledWidth(input)]),
      backward: (dPooled) => backward(scope, input, encoder, trace, dPooled),
    }
  })
  return result as tf.Tensor2D
}

/** Copies of the weights that a batch needs. */
function blockEncoder(scope: BlockScope, { batch, table, layers, ...rest }: EncoderInput): BlockEncoder {
  return {
    ...rest,
    batch,
    embedded: embeddedRows(scope, table, batch.ids),
    inputs: table.shape[1],
    hidden: ((layers[0] as readonly GruWeights[])[0] as GruWeights).recurrent.shape[0],
    layers: layers.map((directions) => directions.map((weights) => weightBlocks(scope, weights))),
  }
}

function embeddedRows(scope: BlockScope, table: tf.Tensor2D, ids: Int32Array): Block {
  const width = table.shape[1]
  const block = scope.floats(ids.length * width)
  const values = valuesOf(table)
  const rows = block.floats
  for (let u = 0; u < ids.length; u++) {
    const from = (ids[u] as number) * width
    rows.set(values.subarray(from, from + width), u * width)
  }
  return block
}

/** Gradients of the table, then of each layer's and direction's weights by WEIGHT_NAMES. */
function backward(
  scope: BlockScope,
  { batch, table, gradients, layers }: EncoderInput,
  encoder: BlockEncoder,
  trace: EncoderTrace,
  dPooled: tf.Tensor,
): tf.Tensor[] {
  const sorted = scope.floats(dPooled.size)
  sortRows(batch, valuesOf(dPooled), sorted)
  const embedded = scope.floats(batch.ids.length * encoder.inputs)
  const rooms = layers.map((directions) =>
    directions.map((weights) => gradientBlocks(scope, weightShapesOf(weights))),
  )
  encoderBackward(scope, encoder, trace, sorted, {
    embedded,
    layers: rooms.map((directions) => directions.map(({ blocks }) => blocks)),
  })
  return [
    gradients.gradient(embedded.floats, batch.ids, table.shape),
    ...rooms.flat().flatMap((room) => room.tensors()),
  ]
}
