import type { GraphBuilder } from '../graph-builder.ts'
import type { QuantizedTensor } from './quantized-tensor.ts'

/** Adds what the looked-up rows of a table are multiplied with; it stretches over them. */
export function rowScales(
  graph: GraphBuilder,
  value: string,
  name: string,
  { shape, axis, scales }: QuantizedTensor,
  indices: string,
): string {
  const constant = (of: readonly number[]): string =>
    graph.constant({ name: `${name}.scales`, type: 'float', shape: of, data: scales })
  if (axis === 'whole') return constant([])
  if (axis === 'columns') return constant([scales.length])
  const ofRows = constant([scales.length, ...shape.slice(1).map(() => 1)])
  return graph.add(`${value}.scales`, 'Gather', [ofRows, indices], { axis: 0 })
}
