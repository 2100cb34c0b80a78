import type { Kernels } from '@textgate/kernels'
import type { SequenceKernel } from '../sequence-kernel.ts'
import { statesOnKernels } from './states-on-kernels.ts'

/**
 * Kernels of our own, in WebAssembly with threads, whatever tfjs's backend is: padding is never computed, each distinct
 * token is projected once, and the encoder of a classifier runs as one operation.
 *
 * Results are equal to the bit for any number of threads. The memory that the backward pass needs is freed with it, or
 * once the gradient has become garbage without having run.
 */
export function wasmKernel(kernels: Kernels): SequenceKernel {
  return {
    name: `wasm (${kernels.build})`,
    kernels,
    states: (cell, sequence, weights) => statesOnKernels(kernels, cell, sequence, weights),
  }
}
