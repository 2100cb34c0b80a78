import type { ModelConfig } from '@textgate/core'
import type { GraphBuilder } from './graph-builder.ts'
import { ELEMENT_TYPES } from './onnx-messages.ts'

const LOWEST_FLOAT = -3.4028234663852886e38 // not -Infinity, which some runtimes turn into NaN

/** Values that the pooling reads. */
export interface PoolingInputs {
  /** int32 [batch, length] */
  readonly ids: string
  /** int32 [batch] */
  readonly lengths: string
  /** All states of the last layer, [length, directions, batch, hidden]. */
  readonly states: string
  /** Final state of each direction, [directions, batch, hidden]. */
  readonly final: string
}

/**
 * Adds the operators that make one vector of all states; a row of length 0 gives zeros.
 *
 * What the GRU operator leaves behind a row's end is not specified, so max and mean mask it.
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
function realPositions(graph: GraphBuilder, { ids, lengths }: PoolingInputs): string {
  const columns = graph.add('columns', 'Shape', [ids], { start: 1, end: 2 }) // [1]
  const columns32 = graph.add('columns.int32', 'Cast', [columns], { to: ELEMENT_TYPES.int32 })
  const count = graph.add('columns.scalar', 'Squeeze', [columns32, graph.integers('axes.0', [0])])
  const positions = graph.add('positions', 'Range', [
    scalarInt(graph, 'zero.int32', 0),
    count,
    scalarInt(graph, 'one.int32', 1),
  ]) // [length]
  const column = graph.add('positions.column', 'Unsqueeze', [positions, graph.integers('axes.1', [1])])
  const real = graph.add('real_by_time', 'Less', [column, lengths]) // [length, batch]
  return graph.add('real', 'Unsqueeze', [real, graph.integers('axes.1_3', [1, 3])])
}

/** Largest state over real positions, [directions, batch, hidden]. */
function maxOverTime(graph: GraphBuilder, { lengths, states }: PoolingInputs, real: string): string {
  const lowest = scalarFloat(graph, 'lowest', LOWEST_FLOAT)
  const masked = graph.add('states.for_max', 'Where', [real, states, lowest])
  const highest = graph.add('max.per_direction', 'ReduceMax', [masked], { axes: [0], keepdims: 0 })
  const hasTokens = graph.add('has_tokens', 'Greater', [lengths, scalarInt(graph, 'zero.int32', 0)]) // [batch]
  const column = graph.add('has_tokens.column', 'Unsqueeze', [hasTokens, graph.integers('axes.1', [1])])
  return graph.add('max.or_zero', 'Where', [column, highest, scalarFloat(graph, 'zero', 0)])
}

/** Mean state over real positions, [directions, batch, hidden]. */
function meanOverTime(graph: GraphBuilder, { lengths, states }: PoolingInputs, real: string): string {
  const masked = graph.add('states.for_mean', 'Where', [real, states, scalarFloat(graph, 'zero', 0)])
  const axes = graph.integers('axes.0', [0])
  const sum = graph.add('sum.per_direction', 'ReduceSum', [masked, axes], { keepdims: 0 })
  const tokens = graph.add('tokens', 'Cast', [lengths], { to: ELEMENT_TYPES.float })
  const divisor = graph.add('divisor', 'Max', [tokens, scalarFloat(graph, 'one', 1)]) // [batch]
  const column = graph.add('divisor.column', 'Unsqueeze', [divisor, graph.integers('axes.1', [1])])
  return graph.add('mean.per_direction', 'Div', [sum, column])
}

function scalarInt(graph: GraphBuilder, name: string, value: number): string {
  return graph.constant({ name, type: 'int32', shape: [], data: Int32Array.of(value) })
}

function scalarFloat(graph: GraphBuilder, name: string, value: number): string {
  return graph.constant({ name, type: 'float', shape: [], data: Float32Array.of(value) })
}
