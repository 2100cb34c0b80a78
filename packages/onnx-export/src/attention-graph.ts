import type { GraphBuilder } from './graph-builder.ts'

/** Name of the value that holds how much each position is weighed, float [batch, heads, length]. */
export const ATTENTION_WEIGHTS = 'attention.weights'

/** Names of the weights of attention pooling. */
export interface AttentionValues {
  /** float [width, size] */
  readonly kernel: string
  /** float [size] */
  readonly bias: string
  /** float [size, heads] */
  readonly context: string
}

/** Values that attention pooling is computed from. */
export interface AttentionInputs extends AttentionValues {
  /** All states of the last layer, zeros behind a row's end, float [length, directions, batch, hidden]. */
  readonly states: string
  /** See `positionsGraph`. */
  readonly positions: string
  /** int32 [batch] */
  readonly lengths: string
  /** For long texts: how many blocks of how many positions there are, int64 [2]. */
  readonly blocks?: string
  /** The lowest number, float []. */
  readonly lowest: string
}

/**
 * Adds attention pooling: for each head the sum of the states, weighted by the softmax of `context` · tanh(`kernel` · state +
 * `bias`) over the real positions of a row. A row of length 0 gives zeros.
 *
 * @param name - of the pooled value
 * @param sizes - `width` is that of the states of all directions together
 * @returns that name; float [batch, heads * width], heads side by side
 */
export function attentionGraph(
  graph: GraphBuilder,
  name: string,
  { states, positions, lengths, kernel, bias, context, lowest, blocks }: AttentionInputs,
  sizes: { readonly heads: number; readonly width: number },
): string {
  const { heads, width } = sizes
  const byRow = graph.add('states.by_row', 'Transpose', [states], { perm: [2, 0, 1, 3] }) // [batch, length, directions, hidden]
  const joined = graph.add('states.joined', 'Reshape', [byRow, graph.integers('shape.step', [0, 0, width])])
  const product = graph.add('attention.product', 'MatMul', [joined, kernel]) // [batch, length, size]
  const sum = graph.add('attention.sum', 'Add', [product, bias])
  const hidden = graph.add('attention.hidden', 'Tanh', [sum])
  const byPosition = graph.add('attention.scores.by_position', 'MatMul', [hidden, context]) // [batch, length, heads]
  const scores = graph.add('attention.scores', 'Transpose', [byPosition], { perm: [0, 2, 1] }) // [batch, heads, length]
  const ends = graph.add('attention.lengths', 'Unsqueeze', [lengths, graph.integers('axes.1_2', [1, 2])]) // [batch, 1, 1]
  const real = graph.add('attention.real', 'Less', [positions, ends]) // [batch, 1, length]
  const masked = graph.add('attention.scores.real', 'Where', [real, scores, lowest])
  // Where a row is empty all scores are the lowest number: their softmax is no NaN, and the mask makes it 0.
  const softmax = graph.add('attention.softmax', 'Softmax', [masked], { axis: 2 })
  const shares = graph.add(ATTENTION_WEIGHTS, 'Where', [real, softmax, graph.scalar('zero', 'float', 0)])
  const vectors = blocks
    ? vectorsByBlock(graph, shares, joined, blocks, sizes)
    : graph.add('attention.vectors', 'MatMul', [shares, joined]) // [batch, heads, width]
  const shape = graph.integers('shape.heads', [0, heads * width])
  return graph.add(name, 'Reshape', [vectors, shape])
}

/** The same product, block by block and then summed: one sum of tens of thousands of small numbers would lose digits. */
function vectorsByBlock(
  graph: GraphBuilder,
  shares: string,
  states: string,
  blocks: string,
  { heads, width }: { readonly heads: number; readonly width: number },
): string {
  const batch = graph.add('attention.batch', 'Shape', [shares], { start: 0, end: 1 })
  const [rows, columns] = [
    graph.integers('attention.heads', [heads]),
    graph.integers('attention.width', [width]),
  ]
  const sharesShape = graph.add('attention.weights.shape', 'Concat', [batch, rows, blocks], { axis: 0 })
  const apart = graph.add('attention.weights.apart', 'Reshape', [shares, sharesShape], { allowzero: 1 }) // [batch, heads, blocks, positions]
  const byBlock = graph.add('attention.weights.by_block', 'Transpose', [apart], { perm: [0, 2, 1, 3] })
  const statesShape = graph.add('attention.states.shape', 'Concat', [batch, blocks, columns], { axis: 0 })
  const statesApart = graph.add('attention.states', 'Reshape', [states, statesShape], { allowzero: 1 }) // [batch, blocks, positions, width]
  const products = graph.add('attention.vectors.by_block', 'MatMul', [byBlock, statesApart]) // [batch, blocks, heads, width]
  return graph.add('attention.vectors', 'ReduceSum', [products, graph.integers('axes.1', [1])], {
    keepdims: 0,
  })
}
