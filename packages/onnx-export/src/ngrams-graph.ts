import { NGRAM_HASH, NGRAM_SCALE } from '@textgate/core'
import { blockSumsGraph } from './block-sums-graph.ts'
import type { GraphBuilder } from './graph-builder.ts'
import { ELEMENT_TYPES } from './onnx-messages.ts'

/** Values that the n-grams are computed from. */
export interface NgramInputs {
  /** int32 [batch, length] */
  readonly ids: string
  /** int32 [batch] */
  readonly lengths: string
  /** See `positionsGraph`. */
  readonly positions: string
  /** float [vocabulary + buckets, classes] */
  readonly kernel: string
  /** float [classes] */
  readonly bias: string
}

/** What is fixed when the graph is written. */
export interface NgramSizes {
  readonly vocabularySize: number
  /** Largest n, 1 to 4. */
  readonly ngrams: number
  /** A power of two; 0 where there are no n-grams of two tokens. */
  readonly buckets: number
  readonly classes: number
  /** Whether texts may have tens of thousands of tokens. */
  readonly readsLongTexts: boolean
}

/**
 * Adds the scores of the n-grams: NGRAM_SCALE * (sum of the kernel's rows) / sqrt(number of features) + bias, hashed
 * as `NGRAM_HASH` says. A row of length 0 gives the bias.
 *
 * @returns name of the scores, float [batch, classes]
 */
export function ngramsGraph(graph: GraphBuilder, inputs: NgramInputs, sizes: NgramSizes): string {
  const { lengths, kernel, bias } = inputs
  let sum = ''
  for (const [i, rows] of kernelRows(graph, inputs.ids, sizes).entries()) {
    const values = graph.add(`ngrams.${i + 1}`, 'Gather', [kernel, rows], { axis: 0 }) // [batch, length, classes]
    sum = i === 0 ? values : graph.add(`ngrams.1_to_${i + 1}`, 'Add', [sum, values])
  }
  const total = sizes.readsLongTexts
    ? longSums(graph, inputs, sum, sizes.classes)
    : maskedSums(graph, inputs, sum) // [batch, classes]
  const mean = graph.add('ngrams.mean', 'Mul', [total, factors(graph, lengths, sizes.ngrams)])
  return graph.add('ngrams.logits', 'Add', [mean, bias])
}

/** Sums of the values at real positions, [batch, classes], by a product with ones for these and zeros for padding. */
function maskedSums(graph: GraphBuilder, { positions, lengths }: NgramInputs, values: string): string {
  const ends = graph.add('ngrams.lengths', 'Unsqueeze', [lengths, graph.integers('axes.1_2', [1, 2])]) // [batch, 1, 1]
  const real = graph.add('ngrams.real', 'Less', [positions, ends]) // [batch, 1, length]
  const ones = graph.add('ngrams.ones', 'Cast', [real], { to: ELEMENT_TYPES.float })
  const sums = graph.add('ngrams.sums', 'MatMul', [ones, values]) // [batch, 1, classes]
  return graph.add('ngrams.total', 'Squeeze', [sums, graph.integers('axes.1', [1])])
}

/** The same in blocks. */
function longSums(
  graph: GraphBuilder,
  { positions, lengths }: NgramInputs,
  values: string,
  classes: number,
): string {
  const column = graph.add('ngrams.positions', 'Unsqueeze', [positions, graph.integers('axes.1', [1])]) // [length, 1]
  const ends = graph.add('ngrams.lengths', 'Unsqueeze', [lengths, graph.integers('axes.1_2', [1, 2])]) // [batch, 1, 1]
  const real = graph.add('ngrams.real', 'Less', [column, ends]) // [batch, length, 1]
  const masked = graph.add('ngrams.values', 'Where', [real, values, graph.scalar('zero', 'float', 0)])
  return blockSumsGraph(graph, 'ngrams.total', masked, classes)
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

/** NGRAM_SCALE / sqrt(number of features) of each row, float [batch, 1]; finite for rows of length 0. */
function factors(graph: GraphBuilder, lengths: string, ngrams: number): string {
  const tokens = graph.add('ngrams.tokens', 'Cast', [lengths], { to: ELEMENT_TYPES.float })
  const some = graph.add('ngrams.some_tokens', 'Max', [tokens, graph.scalar('one', 'float', 1)])
  const features = graph.add('ngrams.features', 'Mul', [some, graph.scalar('ngrams.n', 'float', ngrams)])
  const root = graph.add('ngrams.root', 'Sqrt', [features])
  const factor = graph.add('ngrams.factor', 'Div', [graph.scalar('ngrams.scale', 'float', NGRAM_SCALE), root])
  return graph.add('ngrams.factor.column', 'Unsqueeze', [factor, graph.integers('axes.1', [1])])
}
