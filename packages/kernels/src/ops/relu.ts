import type { Kernels } from '../kernels.ts'
import { partsOf } from './parts.ts'
import type { Place } from './places.ts'

/**
 * The rectifier: out = max(x, 0), value by value.
 *
 * @param out - written, may be `x`
 * @param count - values, 0 or more
 * @throws what `Kernels.run` throws
 */
export function relu(kernels: Kernels, x: Place, out: Place, count: number): void {
  runOn(kernels, 'relu', x, out, count)
}

/**
 * The gradient of `relu`, in place: `d` becomes 0 where the result `y` is not above 0.
 *
 * @param count - values, 0 or more
 * @throws what `Kernels.run` throws
 */
export function reluBackward(kernels: Kernels, y: Place, d: Place, count: number): void {
  runOn(kernels, 'reluBackward', y, d, count)
}

function runOn(kernels: Kernels, name: string, from: Place, to: Place, count: number): void {
  if (count === 0) return
  const parts = partsOf(Math.ceil(count / 4096), count)
  kernels.run([{ name, args: [from.offset, to.offset, count], parts }], count)
}
