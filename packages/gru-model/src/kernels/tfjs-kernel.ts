import type { SequenceKernel } from './sequence-kernel.ts'
import { tfjsCellStates } from './tfjs-cells.ts'
import { tfjsGruStates } from './tfjs-gru.ts'

/** Sequences in plain tfjs operations, on any backend. */
export const tfjsKernel: SequenceKernel = {
  name: 'tfjs',
  states: (cell, sequence, weights) =>
    cell === 'gru' ? tfjsGruStates(sequence, weights) : tfjsCellStates(cell, sequence, weights),
}
