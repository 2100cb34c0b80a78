import type { ModelConfig } from '@textgate/core'
import type { WeightLookup } from './check-weights.ts'
import { floatsOf } from './floats-of.ts'
import type { GraphBuilder } from './graph-builder.ts'
import type { Initializer } from './model-graph.ts'
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
  weight: WeightLookup,
  rows: RowsGraph,
): StatesGraph {
  const embedding = graph.constant(floatsOf('embedding', weight))
  const embedded = graph.add('embedded', 'Gather', [embedding, rows.ids], { axis: 0 }) // [batch, length, embedding]
  const masked = graph.add('embedded.real', 'Mul', [embedded, realTokens(graph, rows)])
  const x = graph.add('embedded.by_channel', 'Transpose', [masked], { perm: [0, 2, 1] }) // [batch, embedding, length]
  const maps = filterWidths.map((width) => {
    const kernel = graph.constant(channelsFirst(`cnn.${width}.kernel`, weight))
    const bias = graph.constant(floatsOf(`cnn.${width}.bias`, weight))
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

/** A kernel [width, inputs, filters] as ONNX has it: [filters, inputs, width]. */
function channelsFirst(name: string, weight: WeightLookup): Initializer {
  const { shape, data } = weight(name)
  const [width, inputs, filters] = shape as [number, number, number]
  const moved = new Float32Array(data.length)
  for (let j = 0; j < width; j++) {
    for (let i = 0; i < inputs; i++) {
      for (let f = 0; f < filters; f++) {
        moved[(f * inputs + i) * width + j] = data[(j * inputs + i) * filters + f] as number
      }
    }
  }
  return { name, type: 'float', shape: [filters, inputs, width], data: moved }
}
