import type { ModelConfig } from '@textgate/core'
import type { Cell } from './expected-shapes.ts'
import type { GraphBuilder } from './graph-builder.ts'
import type { GraphWeights } from './graph-weights.ts'
import { recurrentGraph } from './recurrent-graph.ts'
import type { RowsGraph } from './rows-graph.ts'
import type { StatesGraph } from './states-graph.ts'

/** In which form a network is written into a graph. */
export interface NetworkForm {
  readonly weights: GraphWeights
  /** Whether recurrent layers need one column at least, which a batch of empty texts may not have. */
  readonly needsColumn: boolean
  /** Adds the embedding of the ids and the recurrent layers over it. */
  recurrent(cell: Cell, config: ModelConfig, rows: Pick<RowsGraph, 'ids' | 'lengths'>): StatesGraph
}

/** Recurrent layers as ONNX's own operators. */
export function operatorForm(graph: GraphBuilder, weights: GraphWeights): NetworkForm {
  return {
    weights,
    needsColumn: false,
    recurrent: (cell, config, rows) => recurrentGraph(graph, cell, config, weights, rows),
  }
}
