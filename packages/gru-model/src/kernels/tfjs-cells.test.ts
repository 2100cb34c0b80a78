import { beforeAll, describe } from 'vitest'
import { BACKENDS, useBackend } from '../testing/backends.ts'
import { sequenceKernelLaws } from '../testing/sequence-kernel-laws.ts'
import { tfjsCellStates } from './tfjs-cells.ts'

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))
  describe.each(['lstm', 'rnn'] as const)('%s', (cell) => {
    sequenceKernelLaws({ states: (sequence, weights) => tfjsCellStates(cell, sequence, weights) }, cell)
  })
})
