import {
  type Block,
  dropOutRows,
  matrixAt,
  type Place,
  type RecurrentTrace,
  type RecurrentWeights,
  recurrentBackward,
} from '@textgate/kernels'
import type { BlockScope } from './block-scope.ts'
import type { BlockEncoder, EncoderTrace } from './encoder-forward.ts'
import { poolBlocksBackward } from './pool-blocks.ts'

/** Where the gradients of an encoder go; written. */
export interface EncoderGradients {
  /** Of the embedding of each distinct token, shape [distinct, inputs]. */
  readonly embedded: Place
  /** As `BlockEncoder.layers`. */
  readonly layers: readonly (readonly RecurrentWeights[])[]
}

/**
 * Gradients of `encoderForward`.
 *
 * @param scope - of the forward pass; the caller frees it
 * @param dPooled - shape [batch, pooled], rows in sorted order
 */
export function encoderBackward(
  scope: BlockScope,
  { batch, hidden, layers, dropout, pooling }: BlockEncoder,
  trace: EncoderTrace,
  dPooled: Block,
  into: EncoderGradients,
): void {
  const { kernels } = scope
  let width = hidden * (layers[layers.length - 1] as readonly RecurrentWeights[]).length
  let dStates = scope.floats(batch.tokens * width)
  poolBlocksBackward(
    { kernels, packed: trace.packed, pooling, width, hidden },
    dPooled,
    dStates,
    trace.argmax,
  )
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    const traced = trace.layers[layer] as RecurrentTrace
    const { rows, inputs: columns } = traced.layer.input
    const below = layer === 0 ? undefined : scope.floats(rows * columns)
    const x = matrixAt(below ?? into.embedded, columns)
    recurrentBackward(kernels, traced, {
      directions: (into.layers[layer] as readonly RecurrentWeights[]).map((weights, d) => ({
        states: matrixAt(dStates, width, d * hidden),
        weights,
      })),
      x,
    })
    const place = dropout[layer]
    if (place && place.rate > 0) dropOutRows(kernels, { x, out: x, rows, width: columns, ...place })
    scope.free(dStates)
    if (below) dStates = below
    width = columns
  }
}
