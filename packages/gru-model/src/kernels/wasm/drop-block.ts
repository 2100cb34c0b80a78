import { dropOutRows, type Kernels, matrixAt, type Place } from '@textgate/kernels'
import type { Dropout } from '../../dropout.ts'

/**
 * As `drop`, on values in kernel memory; of gradients, the gradient of that.
 *
 * @param x - float32, shape [rows, width]
 * @param out - written; `x` itself unless given
 */
export function dropBlock(
  kernels: Kernels,
  x: Place,
  { rows, width }: { readonly rows: number; readonly width: number },
  dropout: Dropout,
  out: Place = x,
): void {
  if (dropout.rate === 0) return
  dropOutRows(kernels, { x: matrixAt(x, width), out: matrixAt(out, width), rows, width, ...dropout })
}
