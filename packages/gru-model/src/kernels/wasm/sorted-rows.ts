import type { Block } from '@textgate/kernels'
import type { Packing } from '../../packing.ts'

/** Copies rows in sorted order, longest text first, to `rows` in the batch's order; both float32, shape [size, width]. */
export function unsortRows({ order, size }: Packing, sorted: Block, rows: Float32Array): void {
  const width = rows.length / size
  const from = sorted.floats
  for (let place = 0; place < size; place++) {
    const start = place * width
    rows.set(from.subarray(start, start + width), (order[place] as number) * width)
  }
}

/** The reverse of `unsortRows`. */
export function sortRows({ order, size }: Packing, rows: Float32Array, sorted: Block): void {
  const width = rows.length / size
  const to = sorted.floats
  for (let place = 0; place < size; place++) {
    const start = (order[place] as number) * width
    to.set(rows.subarray(start, start + width), place * width)
  }
}
