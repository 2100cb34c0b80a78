import type { Kernels } from '../kernels.ts'
import type { Block } from '../memory/block.ts'
import { withBlocks } from '../memory/with-blocks.ts'
import type { KernelCall } from '../threads/kernel-call.ts'
import { partsOf } from './parts.ts'
import { addressOf, type Matrix, type Place } from './places.ts'

/** One matrix product C = A·B. */
export interface Product {
  /** Shape [rows, inner]. */
  readonly a: Matrix
  /** Shape [inner, columns], or [columns, inner] with `transposeB`. */
  readonly b: Matrix
  /** Shape [rows, columns]; written. */
  readonly c: Matrix
  readonly rows: number
  readonly columns: number
  readonly inner: number
  /** Added to each row, shape [columns]; not together with `accumulate`. */
  readonly bias?: Place | undefined
  readonly transposeB?: boolean
  /** Adds to what `c` holds. */
  readonly accumulate?: boolean
}

/**
 * Several products side by side, none of which reads or writes what another one writes; all sizes 1 or more (products
 * of no rows or columns are left out).
 *
 * @throws KERNEL_MEMORY_EXHAUSTED, and what `Kernels.run` throws
 */
export function matmul(kernels: Kernels, products: readonly Product[]): void {
  const real = products.filter(({ rows, columns }) => rows > 0 && columns > 0)
  if (real.length === 0) return
  withBlocks((keep) => {
    const packed = real.map(({ inner, columns }) => keep(packedMatrix(kernels, inner, columns)))
    kernels.run(
      real.map(({ b, inner, columns, transposeB = false }, i) =>
        packCall(b, inner, columns, transposeB, packed[i]!),
      ),
      real.reduce((work, { inner, columns }) => work + inner * columns, 0),
    )
    kernels.run(
      real.map((product, i) => productCall(product, packed[i]!)),
      real.reduce((work, { rows, columns, inner }) => work + rows * columns * inner, 0),
    )
  })
}

/** Room for a packed matrix of a shape. */
export function packedMatrix(kernels: Kernels, inner: number, columns: number): Block {
  return kernels.memory.floats(inner * 8 * Math.ceil(columns / 8))
}

/** Packs a matrix [inner, columns], stored as it is or transposed, for the right side of products. */
export function packCall(
  b: Matrix,
  inner: number,
  columns: number,
  transposed: boolean,
  packed: Place,
): KernelCall {
  const args = [b.offset, inner, columns, b.stride, Number(transposed), packed.offset, 0, inner]
  return { name: 'packB', args, parts: partsOf(Math.ceil(columns / 8), inner * columns) }
}

/** The product with a right side that is packed already. */
export function productCall(product: Omit<Product, 'b' | 'transposeB'>, packed: Place): KernelCall {
  const { a, c, rows, columns, inner, bias, accumulate = false } = product
  return {
    name: 'matmul',
    args: [
      ...[a.offset, a.stride, packed.offset, addressOf(bias), c.offset, c.stride],
      ...[rows, columns, inner, Number(accumulate)],
    ],
    parts: partsOf(Math.ceil(rows / 16), rows * columns * inner),
  }
}
