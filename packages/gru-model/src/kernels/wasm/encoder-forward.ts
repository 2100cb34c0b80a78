import type { ModelConfig } from '@textgate/core'
import {
  type Block,
  dropOutRows,
  type LayerInput,
  matrixAt,
  PackedRows,
  type RecurrentTrace,
  type RecurrentWeights,
  recurrentForward,
} from '@textgate/kernels'
import type { Dropout } from '../../dropout.ts'
import type { PackedBatch } from '../../pack-batch.ts'
import { pooledColumns } from '../encoder.ts'
import type { BlockScope } from './block-scope.ts'
import { poolBlocks } from './pool-blocks.ts'

/** All that lies between the embeddings of a batch and one vector a row, in kernel memory. */
export interface BlockEncoder {
  readonly batch: PackedBatch
  /** The embedding of each distinct token, float32, shape [distinct, inputs]; dropout overwrites it. */
  readonly embedded: Block
  /** Size of an embedding. */
  readonly inputs: number
  /** Size of the state in one direction. */
  readonly hidden: number
  /** Weights by layer, in each of the forward direction and, if there is one, of the backward one. */
  readonly layers: readonly (readonly RecurrentWeights[])[]
  readonly pooling: ModelConfig['pooling']
  /** Dropout of each layer's input, as of `EncoderInput`. */
  readonly dropout: readonly Dropout[]
}

/** What the forward pass leaves for the backward pass, all of it in one scope. */
export interface EncoderTrace {
  readonly packed: PackedRows
  /** From the first layer to the last; absent where no backward pass follows. */
  readonly layers: readonly RecurrentTrace[]
  /** Positions of the largest states, int32, shape [batch, states]; where maxima are pooled. */
  readonly argmax: Block | undefined
}

/** What the forward pass gives. */
export interface Encoded {
  /** Shape [batch, pooled], rows in sorted order. */
  readonly pooled: Block
  readonly trace: EncoderTrace
}

/**
 * The whole encoder on kernel memory: from embeddings to pooled states, without padding.
 *
 * @param scope - owns everything, the result and the embeddings included
 * @param traced - whether a backward pass follows
 */
export function encoderForward(scope: BlockScope, encoder: BlockEncoder, traced: boolean): Encoded {
  const { kernels } = scope
  const { batch, layers, pooling, hidden } = encoder
  const packed = scope.keep(new PackedRows(kernels.memory, batch.rowsAtStep, batch.size))
  const traces: RecurrentTrace[] = []
  let source = embeddedTokens(scope, encoder)
  let states = source.block
  let width = 0
  layers.forEach((directions, layer) => {
    if (layer > 0) source = statesAsInput(scope, states, width, encoder, layer, traced)
    width = hidden * directions.length
    states = scope.floats(batch.tokens * width)
    const trace = recurrentForward(
      kernels,
      {
        cell: 'gru',
        hidden,
        packed,
        input: source.input,
        directions: directions.map((weights, d) => ({
          weights,
          reverse: d === 1,
          states: matrixAt(states, width, d * hidden),
        })),
      },
      traced,
    )
    if (trace) traces.push(scope.keep(trace))
    else scope.free(source.block)
  })
  const pooled = scope.floats(batch.size * pooledColumns(pooling, width))
  const isMax = pooling === 'max' || pooling === 'max-mean'
  const argmax = traced && isMax ? scope.integers(batch.size * width) : undefined
  poolBlocks({ kernels, packed, pooling, width, hidden }, states, pooled, argmax)
  return { pooled, trace: { packed, layers: traces, argmax } }
}

interface Source {
  readonly block: Block
  readonly input: LayerInput
}

/** The embedding of each distinct token, and where each is read. */
function embeddedTokens(scope: BlockScope, { batch, embedded, inputs, dropout }: BlockEncoder): Source {
  const rows = batch.ids.length
  const x = matrixAt(embedded, inputs)
  if (dropout[0] && dropout[0].rate > 0) {
    dropOutRows(scope.kernels, { x, out: x, rows, width: inputs, ...dropout[0] })
  }
  const segments = {
    starts: scope.integersOf(batch.starts),
    positions: scope.integersOf(batch.positions),
    segments: rows,
  }
  return { block: embedded, input: { x, rows, inputs, index: scope.integersOf(batch.index), segments } }
}

/** The states of one layer as the input of the next one; dropout leaves what the backward pass reads alone. */
function statesAsInput(
  scope: BlockScope,
  states: Block,
  width: number,
  { batch, dropout }: BlockEncoder,
  layer: number,
  traced: boolean,
): Source {
  const { tokens } = batch
  const place = dropout[layer]
  let block = states
  if (place && place.rate > 0) {
    block = traced ? scope.floats(tokens * width) : states
    const [x, out] = [matrixAt(states, width), matrixAt(block, width)]
    dropOutRows(scope.kernels, { x, out, rows: tokens, width, ...place })
  }
  return { block, input: { x: matrixAt(block, width), rows: tokens, inputs: width } }
}
