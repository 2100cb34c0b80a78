import { existsSync } from 'node:fs'
import type { ModelConfig } from '@textgate/core'
import { createKernels, type Kernels } from '@textgate/kernels'
import { ENCODERS } from './random-networks.ts'
import { referenceKernels } from './reference-kernels.ts'

/** Kernels to test, made when they are asked for. */
export interface KernelSet {
  readonly name: string
  readonly kernels: () => Kernels
}

/** The plain reference, and each build of the real kernels on one thread and on two. */
export const KERNEL_SETS: readonly KernelSet[] = [
  { name: 'reference', kernels: referenceKernels },
  ...(['simd', 'relaxed'] as const).flatMap((build) => {
    const file = new URL(`../wasm/kernels.${build}.wasm`, import.meta.resolve('@textgate/kernels'))
    if (!existsSync(file)) {
      console.log(`kernels (${build}) are not tested: there is no ${file.pathname}; run build:wasm`)
      return []
    }
    return [1, 2].flatMap((threads) => {
      const kernels = createKernels({ build, threads })
      if (kernels) return [{ name: `${build}, ${threads} threads`, kernels: () => kernels }]
      console.log(`kernels (${build}) are not tested: this machine does not run them`)
      return []
    })
  }),
]

/** The encoders that a set of kernels computes: the reference has none of the cells but the GRU. */
export function encodersOn(name: string): readonly ModelConfig['encoder'][] {
  return name === 'reference' ? ['gru', 'cnn', 'linear'] : ENCODERS
}
