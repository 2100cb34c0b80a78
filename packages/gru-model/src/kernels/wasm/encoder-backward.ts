import type * as tf from '@tensorflow/tfjs'
import { dropOutRows, matrixAt, type RecurrentTrace, recurrentBackward } from '@textgate/kernels'
import type { EncoderInput } from '../encoder.ts'
import type { GruWeights } from '../sequence-kernel.ts'
import type { BlockScope } from './block-scope.ts'
import { type EncoderTrace, hiddenOf } from './encoder-forward.ts'
import { poolBlocksBackward } from './pool-blocks.ts'
import { valuesOf } from './tensor-values.ts'
import { gradientBlocks, weightShapesOf } from './weight-blocks.ts'

/**
 * Gradients of the encoder: of the table, then of each layer's and direction's weights by WEIGHT_NAMES.
 *
 * @param scope - of the forward pass; the caller frees it
 * @param dPooled - float32, shape [batch, pooled], rows in the batch's order
 */
export function encoderBackward(
  scope: BlockScope,
  input: EncoderInput,
  trace: EncoderTrace,
  dPooled: tf.Tensor2D,
): tf.Tensor[] {
  const { kernels } = scope
  const { batch, layers, dropout, pooling } = input
  const last = layers[layers.length - 1] as readonly GruWeights[]
  const hidden = hiddenOf(input)
  let width = hidden * last.length
  let dStates = scope.floats(batch.tokens * width)
  const how = { kernels, packed: trace.packed, pooling, width, hidden }
  poolBlocksBackward(how, sortedRows(scope, input, dPooled), dStates, trace.argmax)

  const gradients: tf.Tensor[][] = []
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    const directions = layers[layer] as readonly GruWeights[]
    const traced = trace.layers[layer] as RecurrentTrace
    const { rows, inputs } = traced.layer.input
    const room = directions.map((weights) => gradientBlocks(scope, weightShapesOf(weights)))
    const dInput = scope.floats(rows * inputs)
    const x = matrixAt(dInput, inputs)
    recurrentBackward(kernels, traced, {
      directions: room.map(({ blocks }, d) => ({
        states: matrixAt(dStates, width, d * traced.layer.hidden),
        weights: blocks,
      })),
      x,
    })
    gradients[layer] = room.flatMap((of) => of.tensors())
    const place = dropout[layer]
    if (place && place.rate > 0) dropOutRows(kernels, { x, out: x, rows, width: inputs, ...place })
    scope.free(dStates)
    dStates = dInput
    width = inputs
  }
  const dRows = dStates.floats.subarray(0, batch.ids.length * width)
  return [input.gradients.gradient(dRows, batch.ids, input.table.shape), ...gradients.flat()]
}

/** A gradient's rows in sorted order, in kernel memory. */
function sortedRows(scope: BlockScope, { batch }: EncoderInput, dPooled: tf.Tensor2D) {
  const values = valuesOf(dPooled)
  const width = dPooled.shape[1]
  const block = scope.floats(values.length)
  const rows = block.floats
  batch.order.forEach((row, place) => {
    rows.set(values.subarray(row * width, (row + 1) * width), place * width)
  })
  return block
}
