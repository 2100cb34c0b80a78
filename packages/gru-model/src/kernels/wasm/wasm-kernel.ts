import type { Kernels } from '@textgate/kernels'
import type { EncodingKernel } from '../encoder.ts'
import type { SequenceKernel } from '../sequence-kernel.ts'
import { denseOnKernels } from './dense-on-kernels.ts'
import { encodeOnKernels } from './encode-on-kernels.ts'
import { statesOnKernels } from './states-on-kernels.ts'

/**
 * GRU sequences on kernels of our own, in WebAssembly with threads, whatever tfjs's backend is: padding is never
 * computed, each distinct token is projected once, and the encoder of a classifier runs as one operation.
 *
 * Results are equal to the bit for any number of threads. The memory that the backward pass needs is freed with it, or
 * once the gradient has become garbage without having run.
 */
export function wasmKernel(kernels: Kernels): SequenceKernel {
  const kernel: EncodingKernel = {
    name: `wasm (${kernels.build})`,
    kernels,
    states: (sequence, weights) => statesOnKernels(kernels, 'gru', sequence, weights),
    encode: (input) => encodeOnKernels(kernels, input),
    dense: (x, kernel, bias) => denseOnKernels(kernels, x, kernel, bias),
  }
  return kernel
}
