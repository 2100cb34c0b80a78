import { type ModelConfig, poolingParts } from '@textgate/core'
import { directionsOf, statesWidth } from './expected-shapes.ts'
import type { GraphBuilder } from './graph-builder.ts'
import { countOf } from './positions-graph.ts'
import type { StatesGraph } from './states-graph.ts'
import type { WindowsGraph } from './windows-graph.ts'

/** The states of texts as poolings read them; see `PoolingInputs`. */
export interface TextStatesGraph extends StatesGraph {
  /** The number of each state of a text, int32 [windows * columns]; absent where only `final` is read. */
  readonly positions: string
  /** States of each text, int32 [batch]. */
  readonly lengths: string
  /** Windows and their columns, int64 [2]; absent where only `final` is read. */
  readonly blocks: string
}

/**
 * The states of texts from those of their windows, one window after the other. All windows of a text but its last are full, so
 * what means nothing stands behind all of its states.
 *
 * @param of - the states of windows
 */
export function textStatesGraph(
  graph: GraphBuilder,
  config: ModelConfig,
  of: StatesGraph,
  windows: WindowsGraph,
): TextStatesGraph {
  const parts = poolingParts(config.pooling)
  const isFinalAlone = config.pooling === 'last'
  const { states, blocks } = isFinalAlone
    ? { states: '', blocks: '' }
    : joinedStates(graph, config, of.states, windows)
  return {
    ...{ states, blocks },
    final: parts.includes('last') ? textFinal(graph, config, of.final, windows) : '',
    positions: isFinalAlone ? '' : statePositions(graph, states),
    lengths: graph.add('windows.text_lengths', 'ReduceSum', [windows.tokens, graph.integers('axes.1', [1])], {
      keepdims: 0,
    }),
  }
}

/** [columns, directions, batch * windows, units] as [windows * columns, directions, batch, units]. */
function joinedStates(
  graph: GraphBuilder,
  config: ModelConfig,
  states: string,
  { counts }: WindowsGraph,
): { states: string; blocks: string } {
  const directions = config.encoder === 'cnn' ? 1 : directionsOf(config).length
  const units = graph.integers('windows.units', [statesWidth(config) / directions])
  const same = graph.integers('windows.first_axes', [0, 0])
  const apartShape = graph.add('windows.states.shape', 'Concat', [same, counts, units], { axis: 0 })
  const apart = graph.add('windows.states', 'Reshape', [states, apartShape]) // [columns, directions, batch, windows, units]
  const moved = graph.add('windows.states.by_text', 'Transpose', [apart], { perm: [3, 0, 1, 2, 4] }) // [windows, columns, directions, batch, units]
  const blocks = graph.add('windows.blocks', 'Shape', [moved], { start: 0, end: 2 })
  const joined = graph.add('windows.states.count', 'ReduceProd', [blocks], { axes: [0], keepdims: 1 })
  const others = graph.add('windows.states.others', 'Shape', [moved], { start: 2, end: 5 })
  const shape = graph.add('windows.states.joined_shape', 'Concat', [joined, others], { axis: 0 })
  return { states: graph.add('text_states', 'Reshape', [moved, shape], { allowzero: 1 }), blocks }
}

/** 0, 1, ... up to the number of states that a text has at most, int32 [states]. */
function statePositions(graph: GraphBuilder, states: string): string {
  const count = countOf(graph, 'text_states.count', states, 0)
  const [zero, one] = [graph.scalar('zero.int32', 'int32', 0), graph.scalar('one.int32', 'int32', 1)]
  return graph.add('text_states.positions', 'Range', [zero, count, one])
}

/**
 * Where each direction has read a whole text: forward that of its last window, backward that of its first.
 *
 * @param final - of windows, [directions, batch * windows, units]
 * @returns [directions, batch, units]
 */
function textFinal(
  graph: GraphBuilder,
  config: ModelConfig,
  final: string,
  { counts, isLast }: WindowsGraph,
): string {
  const units = graph.integers('windows.final.units', [config.hiddenSize])
  const same = graph.integers('windows.first_axis', [0])
  const shape = graph.add('windows.final.shape', 'Concat', [same, counts, units], { axis: 0 })
  const apart = graph.add('windows.final', 'Reshape', [final, shape]) // [directions, batch, windows, units]
  const ends = graph.add('windows.is_last.column', 'Unsqueeze', [isLast, graph.integers('axes.2', [2])]) // [batch, windows, 1]
  const kept = graph.add('windows.final.last', 'Where', [ends, apart, graph.scalar('zero', 'float', 0)])
  const axes = graph.integers('axes.2', [2])
  const ofLast = graph.add('windows.final.of_last', 'ReduceSum', [kept, axes], { keepdims: 0 })
  if (!config.bidirectional) return ofLast
  const first = graph.scalar('zero.int32', 'int32', 0)
  const ofFirst = graph.add('windows.final.of_first', 'Gather', [apart, first], { axis: 2 }) // [directions, batch, units]
  const direction = (value: string, number: number): string =>
    graph.add(`${value}.direction_${number}`, 'Slice', [
      value,
      graph.integers(`direction.${number}`, [number]),
      graph.integers(`direction.${number + 1}`, [number + 1]),
      graph.integers('axes.0', [0]),
    ])
  return graph.add('text_final', 'Concat', [direction(ofLast, 0), direction(ofFirst, 1)], { axis: 0 })
}
