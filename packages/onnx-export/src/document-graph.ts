import type { ModelConfig } from '@textgate/core'
import { attentionOf } from './attention-values.ts'
import { SECOND_LEVEL, secondLevel, statesWidth } from './expected-shapes.ts'
import { type GraphBuilder, prefixed } from './graph-builder.ts'
import type { GraphWeights } from './graph-weights.ts'
import { ELEMENT_TYPES } from './onnx-messages.ts'
import { poolingGraph } from './pooling-graph.ts'
import { countOf } from './positions-graph.ts'
import { recurrentLayers } from './recurrent-graph.ts'
import type { WindowsGraph } from './windows-graph.ts'

/**
 * Adds the second level of a hierarchical network: a bidirectional GRU over the vectors of a text's windows, and attention
 * over its states.
 *
 * @param vectors - of all windows, float [batch * windows, pooled]
 * @returns name of the vectors of texts, float [batch, 2 * hidden]
 */
export function documentGraph(
  graph: GraphBuilder,
  config: ModelConfig,
  weights: GraphWeights,
  vectors: string,
  { counts, tokens }: WindowsGraph,
): string {
  const second = secondLevel(config)
  const level = prefixed(graph, SECOND_LEVEL)
  const columns = level.integers('inputs', [second.embeddingSize])
  const shape = level.add('shape', 'Concat', [counts, columns], { axis: 0 })
  const byText = level.add('windows', 'Reshape', [vectors, shape]) // [batch, windows, pooled]
  const input = level.add('windows.by_time', 'Transpose', [byText], { perm: [1, 0, 2] })
  const lengths = windowsOfTexts(level, tokens)
  const states = recurrentLayers(graph, 'gru', second, weights, { input, lengths, prefix: SECOND_LEVEL })
  const [zero, one] = [level.scalar('zero.int32', 'int32', 0), level.scalar('one.int32', 'int32', 1)]
  const positions = level.add('positions', 'Range', [zero, countOf(level, 'windows.count', tokens, 1), one])
  const attention = attentionOf(second, weights, SECOND_LEVEL)
  return poolingGraph(level, second, { ...states, positions, lengths, attention }, statesWidth(second))
}

/** Windows of each text that have tokens, int32 [batch]. */
function windowsOfTexts(graph: GraphBuilder, tokens: string): string {
  const some = graph.add('windows.have_tokens', 'Greater', [tokens, graph.scalar('zero.int32', 'int32', 0)])
  const ones = graph.add('windows.ones', 'Cast', [some], { to: ELEMENT_TYPES.int32 })
  return graph.add('lengths', 'ReduceSum', [ones, graph.integers('axes.1', [1])], { keepdims: 0 })
}
