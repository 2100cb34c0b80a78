import { type ModelConfig, ONNX_INTERFACE } from '@textgate/core'
import type { GraphBuilder } from './graph-builder.ts'
import { countOf } from './positions-graph.ts'
import type { RowsGraph } from './rows-graph.ts'

/** The texts of a batch cut into windows, as many of each text: those behind its end are empty. */
export interface WindowsGraph extends RowsGraph {
  /** Batch and windows of a text, int64 [2]. */
  readonly counts: string
  /** Tokens of each window, int32 [batch, windows]. */
  readonly tokens: string
  /** Whether a text ends with a window, bool [batch, windows]. */
  readonly isLast: string
}

/**
 * Cuts the texts of a batch into windows that overlap, as `windowCount` says. A batch whose columns one window holds stays as
 * it is.
 *
 * @param ids - name of the ids, int32 [batch, length], or for convolutions one column more
 */
export function windowsGraph(
  graph: GraphBuilder,
  config: Pick<ModelConfig, 'windowLength' | 'windowOverlap'>,
  ids: string,
): WindowsGraph {
  const { windowLength, windowOverlap } = config
  const stride = graph.scalar('windows.stride', 'int32', windowLength - windowOverlap)
  const most = graph.scalar('windows.length', 'int32', windowLength)
  const [zero, one] = [graph.scalar('zero.int32', 'int32', 0), graph.scalar('one.int32', 'int32', 1)]
  const numbers = graph.add('windows.numbers', 'Range', [zero, windowsOfBatch(graph, config), one]) // [windows]
  const starts = graph.add('windows.starts', 'Mul', [numbers, stride])

  const columns = countOf(graph, 'windows.text_columns', ids, 1)
  const width = graph.add('windows.columns', 'Min', [columns, most])
  const positions = graph.add('windows.positions', 'Range', [zero, width, one]) // [columns]
  const column = graph.add('windows.starts.column', 'Unsqueeze', [starts, graph.integers('axes.1', [1])])
  const places = graph.add('windows.places', 'Add', [column, positions]) // [windows, columns]
  // The last column is read again where a window reaches beyond it: no length counts what it then holds.
  const lastColumn = graph.add('windows.last_column', 'Sub', [columns, one])
  const inside = graph.add('windows.places.inside', 'Min', [places, lastColumn])
  const cut = graph.add('windows.cut', 'Gather', [ids, inside], { axis: 1 }) // [batch, windows, columns]

  const { tokens, isLast } = windowTokens(graph, config, starts)
  const counts = graph.add('windows.counts', 'Shape', [cut], { start: 0, end: 2 })
  const rows = graph.add('windows.rows', 'ReduceProd', [counts], { axes: [0], keepdims: 1 })
  const columnCount = graph.add('windows.cut.columns', 'Shape', [cut], { start: 2, end: 3 })
  const shape = graph.add('windows.shape', 'Concat', [rows, columnCount], { axis: 0 })
  return {
    // Zero columns, of empty texts alone, must not stand for the columns of the input.
    ids: graph.add('windows.ids', 'Reshape', [cut, shape], { allowzero: 1 }),
    lengths: graph.add('windows.lengths', 'Reshape', [tokens, rows]),
    positions,
    counts,
    tokens,
    isLast,
  }
}

/** Windows of a text that fills the columns of the batch, int32 []. */
function windowsOfBatch(
  graph: GraphBuilder,
  { windowLength, windowOverlap }: Pick<ModelConfig, 'windowLength' | 'windowOverlap'>,
): string {
  const length = countOf(graph, 'windows.batch_columns', ONNX_INTERFACE.ids, 1)
  const stride = windowLength - windowOverlap
  // ceil((length - overlap) / stride), where the division drops the fraction.
  const shift = graph.scalar('windows.shift', 'int32', stride - 1 - windowOverlap)
  const raised = graph.add('windows.raised', 'Add', [length, shift])
  const quotient = graph.add('windows.quotient', 'Div', [
    raised,
    graph.scalar('windows.stride', 'int32', stride),
  ])
  return graph.add('windows.count', 'Max', [quotient, graph.scalar('one.int32', 'int32', 1)])
}

/** Tokens of each window, int32 [batch, windows], and which windows are the last ones of their texts. */
function windowTokens(
  graph: GraphBuilder,
  { windowLength, windowOverlap }: Pick<ModelConfig, 'windowLength' | 'windowOverlap'>,
  starts: string,
): { tokens: string; isLast: string } {
  const axes = graph.integers('axes.1', [1])
  const zero = graph.scalar('zero.int32', 'int32', 0)
  const most = graph.scalar('windows.length', 'int32', windowLength)
  const ends = graph.add('windows.text_ends', 'Unsqueeze', [ONNX_INTERFACE.lengths, axes]) // [batch, 1]
  const left = graph.add('windows.tokens_left', 'Sub', [ends, starts]) // [batch, windows]
  // A window is there where tokens are left that the one before does not hold. The first one always is.
  const overlap = graph.scalar('windows.overlap', 'int32', windowOverlap)
  const goesOn = graph.add('windows.goes_on', 'Greater', [left, overlap])
  const isFirst = graph.add('windows.is_first', 'Equal', [starts, zero])
  const isThere = graph.add('windows.is_there', 'Or', [goesOn, isFirst])
  const atMost = graph.add('windows.tokens_at_most', 'Min', [left, most])
  const holdsEnd = graph.add('windows.holds_end', 'LessOrEqual', [left, most])
  return {
    tokens: graph.add('windows.tokens', 'Where', [isThere, atMost, zero]),
    isLast: graph.add('windows.is_last', 'And', [isThere, holdsEnd]),
  }
}
