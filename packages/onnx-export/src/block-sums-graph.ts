import type { GraphBuilder } from './graph-builder.ts'
import { ELEMENT_TYPES } from './onnx-messages.ts'
import { countOf } from './positions-graph.ts'

const BLOCK = 256

/**
 * Adds the sums of the rows of each text, first of 256 rows each and then of these: a float32 sum of tens of thousands of
 * numbers in turn loses more digits than the proof of an export allows.
 *
 * @param values - float [batch, length, width]
 * @returns name of the sums, float [batch, width]
 */
export function blockSumsGraph(graph: GraphBuilder, name: string, values: string, width: number): string {
  const length = countOf(graph, `${name}.length`, values, 1)
  const block = graph.scalar(`${name}.block`, 'int32', BLOCK)
  const below = graph.scalar(`${name}.block_less_one`, 'int32', BLOCK - 1)
  const raised = graph.add(`${name}.raised`, 'Add', [length, below])
  const whole = graph.add(`${name}.whole_blocks`, 'Div', [raised, block])
  const blocks = graph.add(`${name}.blocks`, 'Max', [whole, graph.scalar('one.int32', 'int32', 1)])
  const rows = graph.add(`${name}.rows`, 'Mul', [blocks, block])
  const missing = graph.add(`${name}.missing`, 'Sub', [rows, length])
  const padded = graph.add(`${name}.padded`, 'Pad', [values, padsOf(graph, name, missing)], {
    mode: 'constant',
  })
  const shape = graph.integers(`${name}.shape`, [0, -1, BLOCK, width])
  const apart = graph.add(`${name}.apart`, 'Reshape', [padded, shape]) // [batch, blocks, 256, width]
  const ones = graph.constant({
    ...{ name: `${name}.ones`, type: 'float', shape: [1, BLOCK] },
    data: new Float32Array(BLOCK).fill(1),
  })
  const byBlock = graph.add(`${name}.by_block`, 'MatMul', [ones, apart]) // [batch, blocks, 1, width]
  return graph.add(name, 'ReduceSum', [byBlock, graph.integers('axes.1_2', [1, 2])], { keepdims: 0 })
}

/** Pads of a value of three axes, so many rows behind its second one, int64 [6]. */
function padsOf(graph: GraphBuilder, name: string, rows: string): string {
  const wide = graph.add(`${name}.missing.int64`, 'Cast', [rows], { to: ELEMENT_TYPES.int64 })
  const one = graph.add(`${name}.missing.list`, 'Unsqueeze', [wide, graph.integers('axes.0', [0])])
  const before = graph.integers(`${name}.pads.before`, [0, 0, 0, 0])
  const after = graph.integers(`${name}.pads.after`, [0])
  return graph.add(`${name}.pads`, 'Concat', [before, one, after], { axis: 0 })
}
