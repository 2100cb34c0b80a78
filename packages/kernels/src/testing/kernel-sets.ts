import { createKernels, type KernelsOptions } from '../create-kernels.ts'
import type { Kernels } from '../kernels.ts'

/** Every way to run the kernels on this machine: what an operation gives must be right in each. */
export const KERNEL_SETS: readonly Required<Pick<KernelsOptions, 'build' | 'threads'>>[] = [
  { build: 'simd', threads: 1 },
  { build: 'simd', threads: 2 },
  { build: 'relaxed', threads: 1 },
  { build: 'relaxed', threads: 3 },
]

/** Kernels whose threads have all started; the caller disposes them. */
export async function readyKernels(options: KernelsOptions): Promise<Kernels> {
  const kernels = createKernels(options)
  if (!kernels) throw new Error('this machine runs no kernels; the tests need WebAssembly SIMD')
  for (let tries = 0; kernels.threadsReady < kernels.threads && tries < 1000; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return kernels
}
