import { type ModelConfig, poolingParts } from '@textgate/core'
import { type Cell, directionsOf, statesWidth } from './expected-shapes.ts'
import type { GraphBuilder } from './graph-builder.ts'
import type { GraphWeights } from './graph-weights.ts'
import type { AttributeValue } from './model-graph.ts'
import type { RowsGraph } from './rows-graph.ts'
import type { StatesGraph } from './states-graph.ts'

/** How ONNX has a cell. */
export interface CellOperator {
  readonly operator: string
  readonly attributes: Readonly<Record<string, AttributeValue>>
  /** Which of our gates stands at each place of ONNX's. */
  readonly gates: readonly number[]
}

/** The operator of each cell. */
export const CELL_OPERATORS: Readonly<Record<Cell, CellOperator>> = {
  // The reset gate acts after the recurrent product, as torch, Keras and cuDNN have it. z, r, h in both.
  gru: { operator: 'GRU', attributes: { linear_before_reset: 1 }, gates: [0, 1, 2] },
  // Ours are i, f, g, o; ONNX's are i, o, f, c.
  lstm: { operator: 'LSTM', attributes: {}, gates: [0, 3, 1, 2] },
  // With tanh, ONNX's default.
  rnn: { operator: 'RNN', attributes: {}, gates: [0] },
}

/**
 * Adds the embedding of the ids and stacked recurrent layers over it; outputs of the last one that the pooling does not read
 * are left out.
 */
export function recurrentGraph(
  graph: GraphBuilder,
  cell: Cell,
  config: ModelConfig,
  weights: GraphWeights,
  { ids, lengths }: Pick<RowsGraph, 'ids' | 'lengths'>,
): StatesGraph {
  const idsByTime = graph.add('ids_by_time', 'Transpose', [ids], { perm: [1, 0] }) // [length, batch]
  const embedded = weights.rows('embedded', 'embedding', idsByTime) // [length, batch, embedding]
  return recurrentLayers(graph, cell, config, weights, { input: embedded, lengths })
}

/** Values that recurrent layers are computed from. */
export interface RecurrentInputs {
  /** float [length, batch, inputs] */
  readonly input: string
  /** int32 [batch] */
  readonly lengths: string
  /** Stands before the names of the weights and values; nothing unless given. */
  readonly prefix?: string
}

/** Adds stacked recurrent layers, one operator a layer. */
export function recurrentLayers(
  graph: GraphBuilder,
  cell: Cell,
  config: ModelConfig,
  weights: GraphWeights,
  { input: first, lengths, prefix = '' }: RecurrentInputs,
): StatesGraph {
  const { layers, hiddenSize, bidirectional, pooling } = config
  const { operator, attributes, gates } = CELL_OPERATORS[cell]
  let input = first
  let states = ''
  let final = ''
  for (let layer = 0; layer < layers; layer++) {
    const name = `${prefix}${cell}.${layer}`
    const isPooled = layer === layers - 1
    states = isPooled && pooling === 'last' ? '' : `${name}.states` // [length, directions, batch, hidden]
    final = isPooled && poolingParts(pooling).includes('last') ? `${name}.final` : '' // [directions, batch, hidden]
    const of = { layer: name, gates, directions: directionsOf(config) }
    graph.addNode({
      name: `${name}/${operator}`,
      operator,
      inputs: [
        input,
        weights.matrices('kernel', of),
        weights.matrices('recurrent', of),
        weights.biases(of),
        lengths,
      ],
      outputs: final === '' ? [states] : [states, final],
      attributes: {
        direction: bidirectional ? 'bidirectional' : 'forward',
        hidden_size: hiddenSize,
        ...attributes,
      },
    })
    if (isPooled) break
    const moved = graph.add(`${name}.by_row`, 'Transpose', [states], { perm: [0, 2, 1, 3] }) // [length, batch, directions, hidden]
    const shape = graph.integers('shape.step', [0, 0, statesWidth(config)])
    input = graph.add(`${name}.output`, 'Reshape', [moved, shape])
  }
  return { states, final }
}
