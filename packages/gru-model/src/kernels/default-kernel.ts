import { kernelsInUse } from './kernels-in-use.ts'
import type { SequenceKernel } from './sequence-kernel.ts'
import { tfjsKernel } from './tfjs-kernel.ts'
import { wasmKernel } from './wasm/wasm-kernel.ts'

let own: SequenceKernel | undefined

/**
 * The fastest kernel for the current backend: our own in WebAssembly, or plain tfjs operations on a graphics card, on the
 * native backend for layers of 1,024 and more hidden units, where the machine lacks WebAssembly SIMD or shared memory, and
 * where TEXTGATE_KERNELS is `off`.
 *
 * @param hidden - hidden size of the layer
 */
export function defaultKernel(hidden: number): SequenceKernel {
  const kernels = kernelsInUse(hidden)
  if (!kernels) return tfjsKernel
  own ??= wasmKernel(kernels)
  return own
}
