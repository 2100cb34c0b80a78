import {
  type Block,
  dropOutRows,
  type LayerInput,
  matrixAt,
  PackedRows,
  type RecurrentTrace,
  recurrentForward,
} from '@textgate/kernels'
import { type EncoderInput, pooledWidth } from '../encoder.ts'
import type { GruWeights } from '../sequence-kernel.ts'
import type { BlockScope } from './block-scope.ts'
import { poolBlocks } from './pool-blocks.ts'
import { valuesOf } from './tensor-values.ts'
import { weightBlocks } from './weight-blocks.ts'

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
 * The whole encoder on kernel memory: from ids to pooled states, without padding.
 *
 * @param scope - owns everything, the result included
 * @param traced - whether a backward pass follows
 */
export function encoderForward(scope: BlockScope, input: EncoderInput, traced: boolean): Encoded {
  const { kernels } = scope
  const { batch, layers, pooling } = input
  const packed = scope.keep(new PackedRows(kernels.memory, batch.rowsAtStep, batch.size))
  const traces: RecurrentTrace[] = []
  let source = embeddedTokens(scope, input)
  let states = source.block
  let width = 0
  layers.forEach((directions, layer) => {
    if (layer > 0) source = statesAsInput(scope, states, width, input, layer, traced)
    const hidden = (directions[0] as GruWeights).recurrent.shape[0]
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
          weights: weightBlocks(scope, weights),
          reverse: d === 1,
          states: matrixAt(states, width, d * hidden),
        })),
      },
      traced,
    )
    if (trace) traces.push(scope.keep(trace))
    else scope.free(source.block)
  })
  const pooled = scope.floats(batch.size * pooledWidth(input))
  const isMax = pooling === 'max' || pooling === 'max-mean'
  const argmax = traced && isMax ? scope.integers(batch.size * width) : undefined
  poolBlocks({ kernels, packed, pooling, width, hidden: hiddenOf(input) }, states, pooled, argmax)
  return { pooled, trace: { packed, layers: traces, argmax } }
}

/** Size of the last layer's state in one direction. */
export function hiddenOf({ layers }: EncoderInput): number {
  return ((layers[layers.length - 1] as readonly GruWeights[])[0] as GruWeights).recurrent.shape[0]
}

interface Source {
  readonly block: Block
  readonly input: LayerInput
}

/** A row of the table for each distinct token, and where each is read. */
function embeddedTokens(scope: BlockScope, { batch, table, dropout }: EncoderInput): Source {
  const { ids } = batch
  const width = table.shape[1]
  const block = scope.floats(ids.length * width)
  const values = valuesOf(table)
  const rows = block.floats
  for (let u = 0; u < ids.length; u++) {
    const from = (ids[u] as number) * width
    rows.set(values.subarray(from, from + width), u * width)
  }
  const x = matrixAt(block, width)
  if (dropout[0] && dropout[0].rate > 0) {
    dropOutRows(scope.kernels, { x, out: x, rows: ids.length, width, ...dropout[0] })
  }
  const segments = {
    starts: scope.integersOf(batch.starts),
    positions: scope.integersOf(batch.positions),
    segments: ids.length,
  }
  const index = scope.integersOf(batch.index)
  return { block, input: { x, rows: ids.length, inputs: width, index, segments } }
}

/** The states of one layer as the input of the next one; dropout leaves what the backward pass reads alone. */
function statesAsInput(
  scope: BlockScope,
  states: Block,
  width: number,
  { batch, dropout }: EncoderInput,
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
