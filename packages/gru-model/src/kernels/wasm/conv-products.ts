import {
  type Block,
  type Kernels,
  type Matrix,
  matmul,
  matmulTransposedA,
  matrixAt,
  type Place,
} from '@textgate/kernels'
import type { BlockScope } from './block-scope.ts'
import type { TextLayout } from './text-layout.ts'

/** A convolution in kernel memory; see `convLayer` for the equation. */
export interface BlockConv {
  /** Rows of a window. */
  readonly width: number
  readonly inputs: number
  readonly filters: number
  /** Float32, shape [width, inputs, filters]. */
  readonly kernel: Block
  /** Float32, shape [filters]. */
  readonly bias: Place
}

/**
 * Writes convolutions of the same texts, each as one product without laying windows out: the window of a step is a row of
 * a matrix whose rows overlap. What is computed for the zeros between texts is of no use.
 *
 * @param x - shape [layout.rows, inputs], zeros between texts
 * @param convolutions - each with room for its result, shape [layout.computed, filters]
 */
export function convForward(
  kernels: Kernels,
  layout: TextLayout,
  x: Place,
  convolutions: readonly (BlockConv & { readonly y: Matrix })[],
): void {
  matmul(
    kernels,
    convolutions.map(({ width, inputs, filters, kernel, bias, y }) => ({
      ...{ a: windowsAt(layout, x, inputs, before(width)), b: matrixAt(kernel, filters), c: y, bias },
      ...{ rows: layout.computed, columns: filters, inner: width * inputs },
    })),
  )
}

/** A convolution on the way back. */
export interface BlockConvGradient extends BlockConv {
  /** Gradient of the result, shape [layout.rows, filters], zeros between texts. */
  readonly dy: Place
  /** Room for the gradients of the weights; written. */
  readonly into: { readonly kernel: Place; readonly bias: Place }
}

/**
 * The gradients of `convForward`.
 *
 * @param dx - sum of the gradients of `x`, shape [layout.computed, inputs]; written
 */
export function convBackward(
  scope: BlockScope,
  layout: TextLayout,
  x: Place,
  convolutions: readonly BlockConvGradient[],
  dx: Place,
): void {
  const { kernels } = scope
  const { computed, gap } = layout
  matmulTransposedA(
    kernels,
    convolutions.map(({ width, inputs, filters, dy, into }) => ({
      a: windowsAt(layout, x, inputs, before(width)),
      b: matrixAt(dy, filters, gap * filters),
      c: matrixAt(into.kernel, filters),
      ...{ rows: width * inputs, columns: filters, inner: computed, sums: into.bias },
    })),
  )
  // The gradient of the input is a convolution too, with the kernel from back to front.
  convolutions.forEach((one, i) => {
    const { width, inputs, filters, dy } = one
    const b = matrixAt(scope.floatsOf(reversedKernel(one)), inputs)
    const a = windowsAt(layout, dy, filters, width - 1 - before(width))
    const sizes = { rows: computed, columns: inputs, inner: width * filters }
    matmul(kernels, [{ a, b, c: matrixAt(dx, inputs), ...sizes, accumulate: i > 0 }])
  })
}

/** Rows of a window before the row that it is for. */
function before(width: number): number {
  return Math.floor((width - 1) / 2)
}

/** The windows of all computed rows, each starting `reach` rows before; rows overlap. */
function windowsAt({ gap }: TextLayout, x: Place, columns: number, reach: number): Matrix {
  return matrixAt(x, columns, (gap - reach) * columns)
}

/** [width, inputs, filters] from back to front and each step transposed: [width, filters, inputs]. */
function reversedKernel({ width, inputs, filters, kernel }: BlockConv): Float32Array {
  const from = kernel.floats
  const reversed = new Float32Array(width * inputs * filters)
  for (let j = 0; j < width; j++) {
    const [start, end] = [j * inputs * filters, (width - 1 - j) * inputs * filters]
    for (let i = 0; i < inputs; i++) {
      for (let f = 0; f < filters; f++) {
        reversed[end + f * inputs + i] = from[start + i * filters + f] as number
      }
    }
  }
  return reversed
}
