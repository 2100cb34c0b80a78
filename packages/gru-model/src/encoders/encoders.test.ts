import { beforeAll, describe } from 'vitest'
import { tfjsKernel } from '../kernels/tfjs-kernel.ts'
import { wasmKernel } from '../kernels/wasm/wasm-kernel.ts'
import { BACKENDS, useBackend } from '../testing/backends.ts'
import { encoderLaws } from '../testing/encoder-laws.ts'
import { KERNEL_SETS } from '../testing/kernel-sets.ts'
import { ENCODERS } from '../testing/random-networks.ts'

/** Plain operations, and each build of the kernels on two threads. */
const WAYS = [
  tfjsKernel,
  ...KERNEL_SETS.filter(({ name }) => name.endsWith('2 threads')).map(({ kernels }) => wasmKernel(kernels())),
]

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))
  describe.each(WAYS)('with $name', (kernel) => {
    describe.each(ENCODERS)('encoder %s', (encoder) => encoderLaws(encoder, kernel))
  })
})
