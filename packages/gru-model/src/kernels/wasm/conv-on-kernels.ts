import type * as tf from '@tensorflow/tfjs'
import { type Block, type Kernels, matmul, matmulTransposedA, matrixAt } from '@textgate/kernels'
import type { ConvInput } from '../../conv-layer.ts'
import { blockOperation } from './block-operation.ts'
import type { BlockScope } from './block-scope.ts'
import { tensorOf, valuesOf } from './tensor-values.ts'

/**
 * The convolution as one product without laying windows out: real steps of all rows stand one after the other with zeros
 * between the rows, so the window of a step is a row of a matrix whose rows overlap. What is computed for the zeros
 * between is thrown away.
 */
export function convOnKernels(kernels: Kernels, { x, lengths, kernel, bias }: ConvInput): tf.Tensor3D {
  const [batch, length, inputs] = x.shape
  const [width, , filters] = kernel.shape
  const before = Math.floor((width - 1) / 2)
  const after = width - 1 - before
  const gap = Math.max(before, after)
  const tokens = lengths.reduce((sum, steps) => sum + steps, 0)
  const rows = tokens + gap * (batch + 1)
  const computed = rows - 2 * gap // from the first real step to the last
  const layout = { lengths, length, gap, rows }
  const shape = [batch, length, filters]

  const result = blockOperation(kernels, [x, kernel, bias], (scope) => {
    if (tokens === 0) {
      const value = tensorOf(new Float32Array(batch * length * filters), shape)
      return { value, backward: () => zeros([x, kernel, bias]) }
    }
    const laid = laidOut(scope, valuesOf(x), inputs, layout)
    const windows = matrixAt(laid, inputs, (gap - before) * inputs) // [computed, width * inputs]
    const weights = matrixAt(scope.floatsOf(valuesOf(kernel)), filters)
    const y = scope.floats(computed * filters)
    const sizes = { rows: computed, columns: filters, inner: width * inputs }
    matmul(kernels, [
      { a: windows, b: weights, c: matrixAt(y, filters), bias: scope.floatsOf(valuesOf(bias)), ...sizes },
    ])
    const value = tensorOf(takenOut(y.floats, filters, layout), shape)
    scope.free(y)

    const backward = (dValue: tf.Tensor): tf.Tensor[] => {
      const dy = laidOut(scope, valuesOf(dValue), filters, layout)
      const dKernel = scope.floats(width * inputs * filters)
      const dBias = scope.floats(filters)
      const dx = scope.floats(computed * inputs)
      const ofWeights = { rows: width * inputs, columns: filters, inner: computed, sums: dBias }
      matmulTransposedA(kernels, [
        { a: windows, b: matrixAt(dy, filters, gap * filters), c: matrixAt(dKernel, filters), ...ofWeights },
      ])
      // The gradient of the input is a convolution too, with the kernel from back to front.
      const reversed = matrixAt(scope.floatsOf(reversedKernel(valuesOf(kernel), kernel.shape)), inputs)
      const dWindows = matrixAt(dy, filters, (gap - after) * filters) // [computed, width * filters]
      const ofInput = { rows: computed, columns: inputs, inner: width * filters }
      matmul(kernels, [{ a: dWindows, b: reversed, c: matrixAt(dx, inputs), ...ofInput }])
      return [
        tensorOf(takenOut(dx.floats, inputs, layout), x.shape),
        tensorOf(dKernel.floats, kernel.shape),
        tensorOf(dBias.floats, bias.shape),
      ]
    }
    return { value, backward }
  })
  return result as tf.Tensor3D
}

interface Layout {
  readonly lengths: Int32Array
  /** Steps of the padded rows. */
  readonly length: number
  /** Zero rows before, between and after the rows. */
  readonly gap: number
  /** Real steps and zero rows. */
  readonly rows: number
}

/** Real steps of padded rows one after the other, with zeros between. */
function laidOut(
  scope: BlockScope,
  padded: Float32Array,
  columns: number,
  { lengths, length, gap, rows }: Layout,
): Block {
  const block = scope.floats(rows * columns)
  const { floats } = block
  floats.fill(0)
  let at = gap * columns
  lengths.forEach((steps, row) => {
    const from = row * length * columns
    floats.set(padded.subarray(from, from + steps * columns), at)
    at += (steps + gap) * columns
  })
  return block
}

/** The reverse of `laidOut` without the zeros before and after all rows; zeros beyond a row's end. */
function takenOut(laid: Float32Array, columns: number, { lengths, length, gap }: Layout): Float32Array {
  const padded = new Float32Array(lengths.length * length * columns)
  let at = 0
  lengths.forEach((steps, row) => {
    padded.set(laid.subarray(at, at + steps * columns), row * length * columns)
    at += (steps + gap) * columns
  })
  return padded
}

/** [width, inputs, filters] from back to front and each step transposed: [width, filters, inputs]. */
function reversedKernel(
  kernel: Float32Array,
  [width, inputs, filters]: readonly [number, number, number],
): Float32Array {
  const reversed = new Float32Array(kernel.length)
  for (let j = 0; j < width; j++) {
    const [from, to] = [j * inputs * filters, (width - 1 - j) * inputs * filters]
    for (let i = 0; i < inputs; i++) {
      for (let f = 0; f < filters; f++) {
        reversed[to + f * inputs + i] = kernel[from + i * filters + f] as number
      }
    }
  }
  return reversed
}

function zeros(tensors: readonly tf.Tensor[]): tf.Tensor[] {
  return tensors.map(({ shape, size }) => tensorOf(new Float32Array(size), shape))
}
