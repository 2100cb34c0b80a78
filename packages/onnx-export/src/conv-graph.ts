import type { ModelConfig } from '@textgate/core'
import type { GraphBuilder } from './graph-builder.ts'
import type { GraphWeights } from './graph-weights.ts'
import { ELEMENT_TYPES } from './onnx-messages.ts'
import type { RowsGraph } from './rows-graph.ts'
import type { StatesGraph } from './states-graph.ts'

/**
 * Adds convolutions of all widths over the embedded tokens, with zeros instead of padding.
 *
 * @param rows - one column at least, which ONNX's Conv needs
 */
export function convGraph(
  graph: GraphBuilder,
  { filterWidths }: ModelConfig,
  weights: GraphWeights,
  rows: RowsGraph,
): StatesGraph {
  const embedded = weights.rows('embedded', 'embedding', rows.ids) // [batch, length, embedding]
  const masked = graph.add('embedded.real', 'Mul', [embedded, realTokens(graph, rows)])
  const x = graph.add('embedded.by_channel', 'Transpose', [masked], { perm: [0, 2, 1] }) // [batch, embedding, length]
  const maps = filterWidths.map((width) => {
    const kernel = weights.convolution(`cnn.${width}.kernel`)
    const bias = weights.value(`cnn.${width}.bias`)
    const before = Math.floor((width - 1) / 2)
    const pads = [before, width - 1 - before]
    return graph.add(`cnn.${width}`, 'Conv', [x, kernel, bias], { kernel_shape: [width], pads }) // [batch, filters, length]
  })
  const joined = maps.length === 1 ? (maps[0] as string) : graph.add('cnn', 'Concat', maps, { axis: 1 })
  const open = graph.add('cnn.relu', 'Relu', [joined])
  const byTime = graph.add('cnn.by_time', 'Transpose', [open], { perm: [2, 0, 1] }) // [length, batch, units]
  return { states: graph.add('cnn.states', 'Unsqueeze', [byTime, graph.integers('axes.1', [1])]), final: '' }
}

/** 1 where a position holds a real token, else 0, float [batch, length, 1]. */
function realTokens(graph: GraphBuilder, { positions, lengths }: RowsGraph): string {
  const axes = graph.integers('axes.1', [1])
  const ends = graph.add('lengths.column', 'Unsqueeze', [lengths, axes]) // [batch, 1]
  const real = graph.add('real_tokens.bool', 'Less', [positions, ends]) // [batch, length]
  const ones = graph.add('real_tokens.float', 'Cast', [real], { to: ELEMENT_TYPES.float })
  return graph.add('real_tokens', 'Unsqueeze', [ones, graph.integers('axes.2', [2])])
}
