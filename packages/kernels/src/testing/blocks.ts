import type { Kernels } from '../kernels.ts'
import type { Block } from '../memory/block.ts'

/** A block with these float32 values. */
export function floatsOf(kernels: Kernels, values: ArrayLike<number>): Block {
  const block = kernels.memory.floats(values.length)
  block.floats.set(values)
  return block
}

/** A block with these int32 values. */
export function integersOf(kernels: Kernels, values: ArrayLike<number>): Block {
  const block = kernels.memory.integers(values.length)
  block.integers.set(values)
  return block
}

/** A block of values that no operation may leave where it writes. */
export function roomFor(kernels: Kernels, length: number): Block {
  const block = kernels.memory.floats(length)
  block.floats.fill(Number.NaN)
  return block
}

/** The largest distance of two lists; NaN where one holds a NaN, infinite where their lengths differ. */
export function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY
  let most = 0
  for (let i = 0; i < found.length; i++) {
    const off = Math.abs(found[i]! - expected[i]!)
    if (!(off <= most)) most = off
    if (Number.isNaN(most)) return most
  }
  return most
}
