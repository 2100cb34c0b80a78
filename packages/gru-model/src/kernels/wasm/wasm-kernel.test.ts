import { beforeAll, describe } from 'vitest'
import { BACKENDS, useBackend } from '../../testing/backends.ts'
import { encodingKernelLaws } from '../../testing/encoding-kernel-laws.ts'
import { referenceKernels } from '../../testing/reference-kernels.ts'
import { sequenceKernelLaws } from '../../testing/sequence-kernel-laws.ts'
import { wasmKernel } from './wasm-kernel.ts'

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))
  const kernels = referenceKernels()
  const kernel = wasmKernel(kernels)
  sequenceKernelLaws(kernel)
  encodingKernelLaws(kernel, kernels)
})
