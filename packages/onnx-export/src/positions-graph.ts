import type { GraphBuilder } from './graph-builder.ts'
import { ELEMENT_TYPES } from './onnx-messages.ts'

/**
 * Adds the number of each column: 0, 1, ... length - 1.
 *
 * @param ids - name of the ids, int32 [batch, length]
 * @returns name of the value, int32 [length]
 */
export function positionsGraph(graph: GraphBuilder, ids: string): string {
  const columns = graph.add('columns', 'Shape', [ids], { start: 1, end: 2 }) // [1]
  const columns32 = graph.add('columns.int32', 'Cast', [columns], { to: ELEMENT_TYPES.int32 })
  const count = graph.add('columns.scalar', 'Squeeze', [columns32, graph.integers('axes.0', [0])])
  const [zero, one] = [graph.scalar('zero.int32', 'int32', 0), graph.scalar('one.int32', 'int32', 1)]
  return graph.add('positions', 'Range', [zero, count, one])
}
