import { type ModelConfig, NGRAM_HASH } from '@textgate/core'
import { blockSumsGraph } from './block-sums-graph.ts'
import type { GraphBuilder } from './graph-builder.ts'
import type { GraphWeights } from './graph-weights.ts'
import { ABSENT, countedGraph, weightedGraph } from './ngram-values-graph.ts'
import { ELEMENT_TYPES } from './onnx-messages.ts'

/** Values that the n-grams are computed from. */
export interface NgramInputs {
  /** int32 [batch, length] */
  readonly ids: string
  /** int32 [batch] */
  readonly lengths: string
  /** See `positionsGraph`. */
  readonly positions: string
  /** With `ngrams.kernel` [vocabulary + buckets, classes], `ngrams.bias`, and for tf-idf `ngrams.idf`. */
  readonly weights: GraphWeights
}

/** What is fixed when the graph is written. */
export interface NgramSizes {
  readonly vocabularySize: number
  /** Largest n, 1 to 4. */
  readonly ngrams: number
  /** A power of two; 0 where there are no n-grams of two tokens. */
  readonly buckets: number
  readonly classes: number
  readonly weighting: ModelConfig['ngramWeighting']
  /** Whether texts may have tens of thousands of tokens. */
  readonly readsLongTexts: boolean
}

/**
 * Adds the scores of the n-grams, hashed as `NGRAM_HASH` says: the sum of the kernel's rows, each times its value, + bias. A
 * row of length 0 gives the bias.
 *
 * @returns name of the scores, float [batch, classes]
 */
export function ngramsGraph(graph: GraphBuilder, inputs: NgramInputs, sizes: NgramSizes): string {
  const { weights } = inputs
  const rows = allRows(graph, inputs, sizes)
  const { values, rows: read } =
    sizes.weighting === 'count'
      ? countedGraph(graph, rows, inputs.lengths, sizes.ngrams)
      : weightedGraph(graph, rows, weights)
  const found = weights.rows('ngrams.kernel_rows', 'ngrams.kernel', read) // [batch, n-grams, classes]
  const total = sizes.readsLongTexts
    ? longSums(graph, values, found, sizes.classes)
    : weightedSums(graph, values, found) // [batch, classes]
  return graph.add('ngrams.logits', 'Add', [total, weights.value('ngrams.bias')])
}

/** Sums of the rows times their values, [batch, classes]. */
function weightedSums(graph: GraphBuilder, values: string, found: string): string {
  const row = graph.add('ngrams.values.row', 'Unsqueeze', [values, graph.integers('axes.1', [1])]) // [batch, 1, n-grams]
  const sums = graph.add('ngrams.sums', 'MatMul', [row, found]) // [batch, 1, classes]
  return graph.add('ngrams.total', 'Squeeze', [sums, graph.integers('axes.1', [1])])
}

/** The same in blocks. */
function longSums(graph: GraphBuilder, values: string, found: string, classes: number): string {
  const column = graph.add('ngrams.values.column', 'Unsqueeze', [values, graph.integers('axes.2', [2])]) // [batch, n-grams, 1]
  const weighted = graph.add('ngrams.weighted', 'Mul', [found, column])
  return blockSumsGraph(graph, 'ngrams.total', weighted, classes)
}

/** The rows of all n-grams of a text side by side, int64 [batch, n-grams]; ABSENT where padding stands and in one more column. */
function allRows(graph: GraphBuilder, { ids, lengths, positions }: NgramInputs, sizes: NgramSizes): string {
  const ends = graph.add('ngrams.lengths', 'Unsqueeze', [lengths, graph.integers('axes.1', [1])]) // [batch, 1]
  const real = graph.add('ngrams.real', 'Less', [positions, ends]) // [batch, length]
  const absent = graph.scalar('ngrams.absent', 'int64', ABSENT)
  const rows = kernelRows(graph, ids, sizes).map((row, i) => {
    const wide = graph.add(`ngrams.${i + 1}.row.int64`, 'Cast', [row], { to: ELEMENT_TYPES.int64 })
    return graph.add(`ngrams.${i + 1}.real_row`, 'Where', [real, wide, absent]) // [batch, length]
  })
  const all = graph.add('ngrams.rows', 'Concat', rows, { axis: 1 })
  const pads = graph.integers('ngrams.rows.pads', [0, 0, 0, 1])
  return graph.add('ngrams.rows.padded', 'Pad', [all, pads, absent], { mode: 'constant' })
}
/** Rows of the kernel for each n from 1 on, int32 or int64 [batch, length]; without meaning where padding stands. */
function kernelRows(
  graph: GraphBuilder,
  ids: string,
  { vocabularySize, ngrams, buckets }: NgramSizes,
): string[] {
  const rows = [ids]
  if (ngrams < 2) return rows
  const { multipliers, salts } = NGRAM_HASH
  const wide = graph.add('ids.int64', 'Cast', [ids], { to: ELEMENT_TYPES.int64 })
  // Zeros before the start, as many as the longest n-gram reaches back: every shift is then a slice, at any length.
  const reach = ngrams - 1
  const pads = graph.integers('ngrams.pads', [0, reach, 0, 0])
  const padded = graph.add('ids.padded', 'Pad', [wide, pads], { mode: 'constant' }) // [batch, reach + length]
  const modulus = graph.scalar('ngrams.buckets', 'int64', buckets)
  const first = graph.scalar('ngrams.first_bucket', 'int64', vocabularySize)
  let sum = wide // the first multiplier is 1
  for (let n = 2; n <= ngrams; n++) {
    const back = n - 1
    const bounds = [
      graph.integers(`ngrams.start.${back}`, [reach - back]),
      graph.integers(`ngrams.end.${back}`, [-back]),
      graph.integers('axes.1', [1]),
    ]
    const earlier = graph.add(`ids.back_${back}`, 'Slice', [padded, ...bounds]) // [batch, length]
    const multiplier = graph.scalar(`ngrams.multiplier.${back}`, 'int64', multipliers[back] as number)
    const product = graph.add(`ids.back_${back}.multiplied`, 'Mul', [earlier, multiplier])
    sum = graph.add(`ngrams.${n}.sum`, 'Add', [sum, product])
    const salt = graph.scalar(`ngrams.salt.${n}`, 'int64', salts[n] as number)
    const salted = graph.add(`ngrams.${n}.salted`, 'Add', [sum, salt])
    const bucket = graph.add(`ngrams.${n}.bucket`, 'Mod', [salted, modulus])
    rows.push(graph.add(`ngrams.${n}.row`, 'Add', [bucket, first]))
  }
  return rows
}
