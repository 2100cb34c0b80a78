import type { Kernels } from '../kernels.ts'
import { withBlocks } from '../memory/with-blocks.ts'
import { matmul } from './matmul.ts'
import { matmulTransposedA } from './matmul-transposed-a.ts'
import type { PackedRows } from './packed-rows.ts'
import { partsOf } from './parts.ts'
import { type Matrix, matrixAt, type Place } from './places.ts'

/** The weights of attention, or their gradients; rows without gaps. */
export interface AttentionWeights {
  /** W, shape [width, size]. */
  readonly kernel: Place
  /** b, shape [size]. */
  readonly bias: Place
  /** The vectors u of all heads, shape [size, heads]. */
  readonly context: Place
}

/** One pooling of packed states by attention. */
export interface AttentionPooling {
  readonly packed: PackedRows
  /** Columns of the states. */
  readonly width: number
  /** Hidden units that a score is made of. */
  readonly size: number
  readonly heads: number
  readonly weights: AttentionWeights
}

/** What the backward pass needs of the forward pass. */
export interface AttentionTrace {
  /** tanh(W h + b) of each position, shape [positions, size]. */
  readonly hidden: Place
  /** Weight of each position for each head, shape [positions, heads]; over a row's positions they sum to 1. */
  readonly attention: Place
}

/**
 * Sums the states of each row, weighted by attention: head k scores position t by u_k · tanh(W h_t + b), and the softmax of
 * the scores over the row's positions are its weights (Yang et al., "Hierarchical Attention Networks for Document
 * Classification", 2016; with several heads Lin et al., "A Structured Self-attentive Sentence Embedding", 2017).
 *
 * @param states - shape [positions, width]
 * @param out - shape [batch, heads * width], heads side by side, rows in sorted order; written, 0 for an empty row
 * @param trace - written
 * @throws KERNEL_MEMORY_EXHAUSTED, and what `Kernels.run` throws
 */
export function poolAttention(
  kernels: Kernels,
  pooling: AttentionPooling,
  states: Matrix,
  out: Matrix,
  trace: AttentionTrace,
): void {
  const { packed, width, size, heads, weights } = pooling
  const rows = packed.positions
  const hidden = matrixAt(trace.hidden, size)
  const kernel = matrixAt(weights.kernel, size)
  matmul(kernels, [
    { a: states, b: kernel, bias: weights.bias, c: hidden, rows, columns: size, inner: width },
  ])
  runBlocks(kernels, 'tanhValues', [hidden], rows * size)
  const scores = { b: matrixAt(weights.context, heads), c: matrixAt(trace.attention, heads) }
  matmul(kernels, [{ a: hidden, ...scores, rows, columns: heads, inner: size }])
  const args = [
    states.offset,
    states.stride,
    trace.attention.offset,
    ...shapeOf(pooling),
    out.offset,
    out.stride,
  ]
  const work = Math.max(rows, packed.batch) * width * heads
  kernels.reserveScratch(heads * width * Float32Array.BYTES_PER_ELEMENT)
  kernels.run([{ name: 'poolAttention', args, parts: partsOf(packed.batch, work) }], work)
}

/**
 * The gradient of `poolAttention`.
 *
 * @param states - as the forward pass read them
 * @param trace - as the forward pass left it
 * @param dOut - gradient of the pooled vectors, shape [batch, heads * width]
 * @param into - written: the gradients of the states of every position, shape [positions, width], to which is added with
 *   `accumulate`, and of the weights
 * @throws KERNEL_MEMORY_EXHAUSTED, and what `Kernels.run` throws
 */
export function poolAttentionBackward(
  kernels: Kernels,
  pooling: AttentionPooling,
  states: Matrix,
  trace: AttentionTrace,
  dOut: Matrix,
  into: { readonly states: Matrix; readonly weights: AttentionWeights },
  accumulate = false,
): void {
  const { packed, width, size, heads, weights } = pooling
  const rows = packed.positions
  withBlocks((keep) => {
    const dScores = matrixAt(keep(kernels.memory.floats(rows * heads)), heads)
    if (rows > 0) {
      const read = [dOut.offset, dOut.stride, states.offset, states.stride, trace.attention.offset]
      const written = [into.states.offset, into.states.stride, dScores.offset, Number(accumulate)]
      const args = [...read, ...shapeOf(pooling), ...written]
      const work = 2 * rows * width * heads
      kernels.run([{ name: 'poolAttentionBackward', args, parts: partsOf(packed.batch, work) }], work)
    }
    const hidden = matrixAt(trace.hidden, size)
    const dHidden = matrixAt(keep(kernels.memory.floats(rows * size)), size)
    const context = { b: matrixAt(weights.context, heads), transposeB: true }
    matmul(kernels, [{ a: dScores, ...context, c: dHidden, rows, columns: size, inner: heads }])
    runBlocks(kernels, 'tanhGradients', [hidden, dHidden], rows * size)
    const kernel = { b: matrixAt(weights.kernel, size), transposeB: true, accumulate: true }
    matmul(kernels, [{ a: dHidden, ...kernel, c: into.states, rows, columns: width, inner: size }])
    const [dKernel, dContext] = [matrixAt(into.weights.kernel, size), matrixAt(into.weights.context, heads)]
    const sums = into.weights.bias
    matmulTransposedA(kernels, [
      { a: states, b: dHidden, c: dKernel, sums, rows: width, columns: size, inner: rows },
      { a: hidden, b: dScores, c: dContext, rows: size, columns: heads, inner: rows },
    ])
  })
}

function shapeOf({ packed, width, heads }: AttentionPooling): number[] {
  const { rowsAtStep, offsets, steps, batch } = packed
  return [rowsAtStep.offset, offsets.offset, steps, batch, width, heads]
}

/** Runs a kernel that goes over values in blocks. */
function runBlocks(kernels: Kernels, name: string, places: readonly Place[], count: number): void {
  if (count === 0) return
  const args = [...places.map(({ offset }) => offset), count]
  const work = TANH_WORK * count
  kernels.run([{ name, args, parts: partsOf(Math.ceil(count / 4096), work) }], work)
}

/** A value costs some twenty operations, four values at a time. */
const TANH_WORK = 5
