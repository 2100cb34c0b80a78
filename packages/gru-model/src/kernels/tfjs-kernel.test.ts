import { beforeAll, describe } from 'vitest'
import { BACKENDS, useBackend } from '../testing/backends.ts'
import { sequenceKernelLaws } from '../testing/sequence-kernel-laws.ts'
import { tfjsKernel } from './tfjs-kernel.ts'

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))
  describe.each(['gru', 'lstm', 'rnn'] as const)('%s', (cell) => {
    sequenceKernelLaws(tfjsKernel, cell)
  })
})
