import type { GraphBuilder } from './graph-builder.ts'
import { ELEMENT_TYPES } from './onnx-messages.ts'

/**
 * Adds the number of each column: 0, 1, ... length - 1.
 *
 * @param ids - name of the ids, int32 [batch, length]
 * @param prefix - of the values that it takes
 * @returns name of the value, int32 [length]
 */
export function positionsGraph(graph: GraphBuilder, ids: string, prefix = ''): string {
  const count = countOf(graph, `${prefix}columns`, ids, 1)
  const [zero, one] = [graph.scalar('zero.int32', 'int32', 0), graph.scalar('one.int32', 'int32', 1)]
  return graph.add(`${prefix}positions`, 'Range', [zero, count, one])
}

/**
 * Adds the size of an axis.
 *
 * @param name - of the values that it takes
 * @returns name of the value, int32 []
 */
export function countOf(graph: GraphBuilder, name: string, value: string, axis: number): string {
  const size = graph.add(name, 'Shape', [value], { start: axis, end: axis + 1 }) // [1]
  const size32 = graph.add(`${name}.int32`, 'Cast', [size], { to: ELEMENT_TYPES.int32 })
  return graph.add(`${name}.scalar`, 'Squeeze', [size32, graph.integers('axes.0', [0])])
}
