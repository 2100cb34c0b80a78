import type { Kernels } from '../kernels.ts'
import type { KernelCall } from '../threads/kernel-call.ts'
import { partsOf } from './parts.ts'
import { addressOf, type Matrix, type Place } from './places.ts'

/** One matrix product C = Aᵀ·B, as the gradient of a dense layer's weights needs it. */
export interface TransposedProduct {
  /** Shape [inner, rows]. */
  readonly a: Matrix
  /** Shape [inner, columns]. */
  readonly b: Matrix
  /** Shape [rows, columns]; written. */
  readonly c: Matrix
  /** Sums of b's columns, shape [columns]; written, the gradient of a bias. */
  readonly sums?: Place | undefined
  readonly rows: number
  readonly columns: number
  /** 0 or more; 0 writes zeros. */
  readonly inner: number
  /** Adds to what `c` and `sums` hold. */
  readonly accumulate?: boolean
}

/**
 * Several products side by side, none of which reads or writes what another one writes.
 *
 * @throws what `Kernels.run` throws
 */
export function matmulTransposedA(kernels: Kernels, products: readonly TransposedProduct[]): void {
  const work = products.reduce((sum, { rows, columns, inner }) => sum + rows * columns * inner, 0)
  if (products.length > 0) kernels.run(products.map(transposedProductCall), work)
}

/** Columns of one part: as many as the kernel copies at once. */
export const COLUMNS_A_PART = 32

/** The call of one product, for a job with others. */
export function transposedProductCall(product: TransposedProduct): KernelCall {
  const { a, b, c, rows, columns, inner, sums, accumulate = false } = product
  const sizes = [rows, columns, inner, Number(accumulate), addressOf(sums)]
  return {
    name: 'matmulTransposedA',
    args: [a.offset, a.stride, b.offset, b.stride, c.offset, c.stride, ...sizes],
    parts: partsOf(Math.ceil(columns / COLUMNS_A_PART), rows * columns * inner),
  }
}
