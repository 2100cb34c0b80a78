import { type ModelConfig, poolingParts } from '@textgate/core'
import { type AttentionValues, attentionGraph } from './attention-graph.ts'
import type { GraphBuilder } from './graph-builder.ts'
import { ELEMENT_TYPES } from './onnx-messages.ts'
import type { StatesGraph } from './states-graph.ts'

const LOWEST_FLOAT = -3.4028234663852886e38 // not -Infinity, which some runtimes turn into NaN

/** Values that the pooling reads. */
export interface PoolingInputs extends StatesGraph {
  /** See `positionsGraph`; not read by pooling `last` alone. */
  readonly positions: string
  /** int32 [batch] */
  readonly lengths: string
  /** For long texts: into how many positions of how many each all positions are cut, int64 [2]. */
  readonly blocks?: string
  /** Weights of attention, where the pooling has it. */
  readonly attention?: AttentionValues | undefined
}

/**
 * Adds the operators that make one vector of all states: the parts of `pooling` side by side. A row of length 0 gives zeros.
 *
 * What stands behind a row's end is not specified, so all but `last` mask it.
 *
 * @param width - columns of the states of all directions together
 * @returns name of the pooled value, [batch, pooledWidth(config, width)]
 */
export function poolingGraph(
  graph: GraphBuilder,
  { pooling, attentionHeads }: Pick<ModelConfig, 'pooling' | 'attentionHeads'>,
  inputs: PoolingInputs,
  width: number,
): string {
  const parts = poolingParts(pooling)
  const byRow = (value: string, perDirection: string): string => {
    const moved = graph.add(`${value}.by_row`, 'Transpose', [perDirection], { perm: [1, 0, 2] }) // [batch, directions, hidden]
    return graph.add(value, 'Reshape', [moved, graph.integers('shape.row', [0, width])]) // [batch, width]
  }
  const real = pooling === 'last' ? '' : realPositions(graph, inputs)
  const needsZeros = parts.includes('mean') || parts.includes('attention')
  const zeroed = needsZeros ? zerosBehindEnds(graph, inputs, real) : ''
  const pooled = parts.map((part) => {
    const value = parts.length === 1 ? 'pooled' : part
    if (part === 'last') return byRow(value, inputs.final)
    if (part === 'max') return byRow(value, maxOverTime(graph, inputs, real))
    if (part === 'mean') return byRow(value, meanOverTime(graph, inputs, zeroed))
    const lowest = graph.scalar('lowest', 'float', LOWEST_FLOAT)
    const read = { ...inputs, ...(inputs.attention as AttentionValues), states: zeroed, lowest }
    return attentionGraph(graph, value, read, { heads: attentionHeads, width })
  })
  return pooled.length === 1 ? (pooled[0] as string) : graph.add('pooled', 'Concat', pooled, { axis: 1 })
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

/** States with zeros behind the end of a row, [length, directions, batch, hidden]. */
function zerosBehindEnds(graph: GraphBuilder, { states }: PoolingInputs, real: string): string {
  return graph.add('states.zeroed', 'Where', [real, states, graph.scalar('zero', 'float', 0)])
}

/** Mean state over real positions, [directions, batch, hidden]. */
function meanOverTime(graph: GraphBuilder, { lengths }: PoolingInputs, zeroed: string): string {
  const axes = graph.integers('axes.0', [0])
  const sum = graph.add('sum.per_direction', 'ReduceSum', [zeroed, axes], { keepdims: 0 })
  const tokens = graph.add('token_count', 'Cast', [lengths], { to: ELEMENT_TYPES.float })
  const divisor = graph.add('divisor', 'Max', [tokens, graph.scalar('one', 'float', 1)]) // [batch]
  const column = graph.add('divisor.column', 'Unsqueeze', [divisor, graph.integers('axes.1', [1])])
  return graph.add('mean.per_direction', 'Div', [sum, column])
}
