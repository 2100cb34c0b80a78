import { type Block, type Kernels, matmul, matmulTransposedA, matrixAt, type Place } from '@textgate/kernels'

/** x·kernel + bias in kernel memory; rows without gaps. */
export interface BlockDense {
  /** Float32, shape [batch, inputs]. */
  readonly x: Place
  /** Float32, shape [inputs, outputs]. */
  readonly kernel: Place
  /** Float32, shape [outputs]. */
  readonly bias: Place
  readonly batch: number
  readonly inputs: number
  readonly outputs: number
}

/** Writes x·kernel + bias to `y`, shape [batch, outputs]. */
export function denseForward(kernels: Kernels, dense: BlockDense, y: Block): void {
  const { batch, inputs, outputs } = dense
  const [a, b, c] = [matrixAt(dense.x, inputs), matrixAt(dense.kernel, outputs), matrixAt(y, outputs)]
  matmul(kernels, [{ a, b, c, bias: dense.bias, rows: batch, columns: outputs, inner: inputs }])
}

/** Writes the gradients of `x`, `kernel` and `bias`, each of its shape, from that of the result, [batch, outputs]. */
export function denseBackward(
  kernels: Kernels,
  dense: BlockDense,
  dY: Place,
  into: { readonly x: Place; readonly kernel: Place; readonly bias: Place },
): void {
  const { batch, inputs, outputs } = dense
  const [dy, b] = [matrixAt(dY, outputs), matrixAt(dense.kernel, outputs)]
  const back = { rows: batch, columns: inputs, inner: outputs }
  matmul(kernels, [{ a: dy, b, transposeB: true, c: matrixAt(into.x, inputs), ...back }])
  const weights = { rows: inputs, columns: outputs, inner: batch }
  const a = matrixAt(dense.x, inputs)
  matmulTransposedA(kernels, [{ a, b: dy, c: matrixAt(into.kernel, outputs), sums: into.bias, ...weights }])
}
