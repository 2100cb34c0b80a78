import {
  type Block,
  type LayerInput,
  matrixAt,
  type RecurrentTrace,
  recurrentBackward,
  recurrentForward,
} from '@textgate/kernels'
import type { Cell } from '../kernels/cell.ts'
import type { BlockScope } from '../kernels/wasm/block-scope.ts'
import { dropBlock } from '../kernels/wasm/drop-block.ts'
import type { BlockEncoderInput, EncodedBlocks, EncoderGradients } from './encoder.ts'
import { directionsOf, layersOf } from './layers-of.ts'

/** Recurrent layers in kernel memory, without padding; see `Encoder.encodeBlocks`. */
export function recurrentBlocks(
  cell: Cell,
  scope: BlockScope,
  input: BlockEncoderInput,
  traced: boolean,
): EncodedBlocks {
  const { config, rows, weight } = input
  const hidden = config.hiddenSize
  const width = hidden * directionsOf(config).length
  const traces: RecurrentTrace[] = []
  let states = input.embedded
  layersOf(cell, config, weight).forEach((layer, number) => {
    const below = states
    const source =
      number === 0 ? embeddedTokens(scope, input) : statesBelow(scope, below, input, number, traced)
    states = scope.floats(rows.positions * width)
    const directions = layer.map((weights, d) => ({
      ...{ weights, reverse: d === 1 },
      states: matrixAt(states, width, d * hidden),
    }))
    const trace = recurrentForward(
      scope.kernels,
      { cell, hidden, packed: rows, input: source, directions },
      traced,
    )
    if (trace) traces.push(scope.keep(trace))
    else if (number > 0) scope.free(below)
  })
  return { states, backward: (dStates, into) => backward(cell, scope, input, traces, dStates, into) }
}

function backward(
  cell: Cell,
  scope: BlockScope,
  { config, dropout }: BlockEncoderInput,
  traces: readonly RecurrentTrace[],
  dLast: Block,
  into: EncoderGradients,
): void {
  const { kernels } = scope
  const layers = layersOf(cell, config, into.weight)
  const hidden = config.hiddenSize
  const width = hidden * directionsOf(config).length
  let dStates = dLast
  for (let number = layers.length - 1; number >= 0; number--) {
    const trace = traces[number] as RecurrentTrace
    const { rows, inputs } = trace.layer.input
    const below = number === 0 ? undefined : scope.floats(rows * inputs)
    const directions = (layers[number] as (typeof layers)[number]).map((weights, d) => ({
      states: matrixAt(dStates, width, d * hidden),
      weights,
    }))
    recurrentBackward(kernels, trace, { directions, x: matrixAt(below ?? into.embedded, inputs) })
    scope.free(dStates)
    if (!below) break
    dropBlock(kernels, below, { rows, width: inputs }, dropout('layer', number))
    dStates = below
  }
}

/** The embedding of each distinct token, and where each is read. */
function embeddedTokens(scope: BlockScope, { config, batch, embedded }: BlockEncoderInput): LayerInput {
  const [rows, inputs] = [batch.ids.length, config.embeddingSize]
  const segments = {
    starts: scope.integersOf(batch.starts),
    positions: scope.integersOf(batch.positions),
    segments: rows,
  }
  return { x: matrixAt(embedded, inputs), rows, inputs, index: scope.integersOf(batch.index), segments }
}

/** The states of one layer as the input of the next one; dropout leaves what the backward pass reads alone. */
function statesBelow(
  scope: BlockScope,
  states: Block,
  { config, rows, dropout }: BlockEncoderInput,
  layer: number,
  traced: boolean,
): LayerInput {
  const inputs = config.hiddenSize * directionsOf(config).length
  const sizes = { rows: rows.positions, width: inputs }
  const place = dropout('layer', layer)
  const x = place.rate > 0 && traced ? scope.floats(sizes.rows * inputs) : states
  dropBlock(scope.kernels, states, sizes, place, x)
  return { x: matrixAt(x, inputs), rows: sizes.rows, inputs }
}
