import type { ModelConfig } from '@textgate/core'
import type { GraphBuilder } from './graph-builder.ts'
import { ELEMENT_TYPES } from './onnx-messages.ts'
import type { StatesGraph } from './states-graph.ts'

const LOWEST_FLOAT = -3.4028234663852886e38 // not -Infinity, which some runtimes turn into NaN

/** Values that the pooling reads. */
export interface PoolingInputs extends StatesGraph {
  /** See `positionsGraph`; not read by pooling last. */
  readonly positions: string
  /** int32 [batch] */
  readonly lengths: string
}

/**
 * Adds the operators that make one vector of all states; a row of length 0 gives zeros.
 *
 * What stands behind a row's end is not specified, so max and mean mask it.
 *
 * @returns name of the pooled value, [batch, width], or [batch, 2 * width] for max-mean
 */
export function poolingGraph(
  graph: GraphBuilder,
  pooling: ModelConfig['pooling'],
  inputs: PoolingInputs,
  width: number,
): string {
  const byRow = (value: string, perDirection: string): string => {
    const moved = graph.add(`${value}.by_row`, 'Transpose', [perDirection], { perm: [1, 0, 2] }) // [batch, directions, hidden]
    return graph.add(value, 'Reshape', [moved, graph.integers('shape.row', [0, width])]) // [batch, width]
  }
  if (pooling === 'last') return byRow('pooled', inputs.final)
  const real = realPositions(graph, inputs)
  if (pooling === 'max') return byRow('pooled', maxOverTime(graph, inputs, real))
  if (pooling === 'mean') return byRow('pooled', meanOverTime(graph, inputs, real))
  const max = byRow('max', maxOverTime(graph, inputs, real))
  const mean = byRow('mean', meanOverTime(graph, inputs, real))
  return graph.add('pooled', 'Concat', [max, mean], { axis: 1 })
}

/** True where a position holds a real token, bool [length, 1, batch, 1]. */
function realPositions(graph: GraphBuilder, { positions, lengths }: PoolingInputs): string {
  const column = graph.add('positions.column', 'Unsqueeze', [positions, graph.integers('axes.1', [1])])
  const real = graph.add('real_by_time', 'Less', [column, lengths]) // [length, batch]
  return graph.add('real', 'Unsqueeze', [real, graph.integers('axes.1_3', [1, 3])])
}

/** Largest state over real positions, [directions, batch, hidden]. */
function maxOverTime(graph: GraphBuilder, { lengths, states }: PoolingInputs, real: string): string {
  const lowest = graph.scalar('lowest', 'float', LOWEST_FLOAT)
  const masked = graph.add('states.for_max', 'Where', [real, states, lowest])
  const highest = graph.add('max.per_direction', 'ReduceMax', [masked], { axes: [0], keepdims: 0 })
  const hasTokens = graph.add('has_tokens', 'Greater', [lengths, graph.scalar('zero.int32', 'int32', 0)]) // [batch]
  const column = graph.add('has_tokens.column', 'Unsqueeze', [hasTokens, graph.integers('axes.1', [1])])
  return graph.add('max.or_zero', 'Where', [column, highest, graph.scalar('zero', 'float', 0)])
}

/** Mean state over real positions, [directions, batch, hidden]. */
function meanOverTime(graph: GraphBuilder, { lengths, states }: PoolingInputs, real: string): string {
  const masked = graph.add('states.for_mean', 'Where', [real, states, graph.scalar('zero', 'float', 0)])
  const axes = graph.integers('axes.0', [0])
  const sum = graph.add('sum.per_direction', 'ReduceSum', [masked, axes], { keepdims: 0 })
  const tokens = graph.add('tokens', 'Cast', [lengths], { to: ELEMENT_TYPES.float })
  const divisor = graph.add('divisor', 'Max', [tokens, graph.scalar('one', 'float', 1)]) // [batch]
  const column = graph.add('divisor.column', 'Unsqueeze', [divisor, graph.integers('axes.1', [1])])
  return graph.add('mean.per_direction', 'Div', [sum, column])
}
