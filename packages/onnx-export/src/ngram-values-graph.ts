import { NGRAM_SCALE } from '@textgate/core'
import type { GraphBuilder } from './graph-builder.ts'
import type { GraphWeights } from './graph-weights.ts'
import { ELEMENT_TYPES } from './onnx-messages.ts'

/** Stands in place of a row where there is no n-gram. */
export const ABSENT = -1

/** What each row of the kernel is multiplied with, and the rows, [batch, n-grams] both; values are 0 where there is none. */
export interface NgramValues {
  readonly values: string
  readonly rows: string
}

/** Every n-gram as often as it occurs, each worth NGRAM_SCALE / sqrt(number of the text's n-grams). */
export function countedGraph(
  graph: GraphBuilder,
  rows: string,
  lengths: string,
  ngrams: number,
): NgramValues {
  const tokens = graph.add('ngrams.tokens', 'Cast', [lengths], { to: ELEMENT_TYPES.float })
  const some = graph.add('ngrams.some_tokens', 'Max', [tokens, graph.scalar('one', 'float', 1)])
  const features = graph.add('ngrams.features', 'Mul', [some, graph.scalar('ngrams.n', 'float', ngrams)])
  const root = graph.add('ngrams.root', 'Sqrt', [features])
  const factor = graph.add('ngrams.factor', 'Div', [graph.scalar('ngrams.scale', 'float', NGRAM_SCALE), root])
  const column = graph.add('ngrams.factor.column', 'Unsqueeze', [factor, graph.integers('axes.1', [1])])
  const present = presence(graph, rows)
  return { values: graph.add('ngrams.values', 'Mul', [present, column]), rows: rowsToRead(graph, rows) }
}

/**
 * Each n-gram of a text once, worth (1 + ln c) * idf where it occurs c times, scaled to a norm of 1. Sorted rows stand beside their
 * equals: the first of each run is kept, and the length of the run is c.
 */
export function weightedGraph(graph: GraphBuilder, rows: string, weights: GraphWeights): NgramValues {
  const count = graph.add('ngrams.columns', 'Shape', [rows], { start: 1, end: 2 }) // [1]
  const sorted = 'ngrams.sorted'
  graph.addNode({
    name: `${sorted}/TopK`,
    operator: 'TopK',
    inputs: [rows, count],
    outputs: [sorted, 'ngrams.order'],
    attributes: { axis: 1, largest: 1, sorted: 1 },
  })
  const first = firstOfRun(graph, sorted)
  const times = graph.add('ngrams.times', 'GatherElements', runLengths(graph, sorted, first), { axis: 1 })
  const log = graph.add('ngrams.times.log', 'Log', [times])
  const frequency = graph.add('ngrams.tf', 'Add', [log, graph.scalar('one', 'float', 1)])
  const read = rowsToRead(graph, sorted)
  const inverse = weights.rows('ngrams.idf_rows', 'ngrams.idf', read)
  const weight = graph.add('ngrams.tf_idf', 'Mul', [frequency, inverse])
  const isFirst = graph.add('ngrams.first.float', 'Cast', [first], { to: ELEMENT_TYPES.float })
  const once = graph.add('ngrams.once', 'Mul', [weight, isFirst])
  const kept = graph.add('ngrams.kept', 'Mul', [once, presence(graph, sorted)])
  const norm = graph.add('ngrams.norm', 'ReduceL2', [kept], { axes: [1], keepdims: 1 }) // [batch, 1]
  // A text of no known n-gram has a norm of 0, and stays zero.
  const some = graph.add('ngrams.some_norm', 'Max', [norm, graph.scalar('ngrams.least_norm', 'float', 1e-12)])
  return { values: graph.add('ngrams.values', 'Div', [kept, some]), rows: read }
}

/** Whether a row differs from the one before it, bool [batch, n-grams]. */
function firstOfRun(graph: GraphBuilder, sorted: string): string {
  const before = graph.add(
    'ngrams.before',
    'Pad',
    [sorted, graph.integers('ngrams.before.pads', [0, 1, 0, -1]), graph.scalar('ngrams.no_row', 'int64', -2)],
    { mode: 'constant' },
  )
  return graph.add('ngrams.first', 'Not', [graph.add('ngrams.same', 'Equal', [sorted, before])])
}

/** Length of each run, float [batch, n-grams], and the number of the run that each row is in, int64 of the same shape. */
function runLengths(graph: GraphBuilder, sorted: string, first: string): [lengths: string, run: string] {
  const starts = graph.add('ngrams.starts', 'Cast', [first], { to: ELEMENT_TYPES.int64 })
  const ordinal = graph.add('ngrams.ordinal', 'CumSum', [starts, graph.scalar('one.int64', 'int64', 1)])
  const run = graph.add('ngrams.run', 'Sub', [ordinal, graph.scalar('one.int64', 'int64', 1)])
  const shape = graph.add('ngrams.shape', 'Shape', [sorted])
  const fill = (name: string, value: number): string =>
    graph.add(name, 'Expand', [graph.scalar(value === 0 ? 'zero' : 'one', 'float', value), shape])
  const lengths = graph.add(
    'ngrams.run_lengths',
    'ScatterElements',
    [fill('ngrams.zeros', 0), run, fill('ngrams.ones', 1)],
    { axis: 1, reduction: 'add' },
  )
  return [lengths, run]
}

/** 1 where there is an n-gram, else 0, float [batch, n-grams]. */
function presence(graph: GraphBuilder, rows: string): string {
  const is = graph.add('ngrams.present', 'GreaterOrEqual', [rows, graph.scalar('zero.int64', 'int64', 0)])
  return graph.add('ngrams.present.float', 'Cast', [is], { to: ELEMENT_TYPES.float })
}

/** Rows with 0 where there is none: what is read there counts for nothing. */
function rowsToRead(graph: GraphBuilder, rows: string): string {
  return graph.add('ngrams.rows_to_read', 'Max', [rows, graph.scalar('zero.int64', 'int64', 0)])
}
