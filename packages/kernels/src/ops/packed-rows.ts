import type { Block } from '../memory/block.ts'
import type { KernelMemory } from '../memory/kernel-memory.ts'

/**
 * Where the steps of a batch stand when padding is left out, as in torch's PackedSequence: step after step, in each the
 * rows that are long enough, longest first.
 */
export class PackedRows {
  /** Steps of the longest row, 0 or more. */
  readonly steps: number
  /** Rows of the batch, empty ones included. */
  readonly batch: number
  /** Rows that are not empty. */
  readonly rows: number
  /** Steps of all rows together, N. */
  readonly positions: number
  /** Rows that have each step, int32, shape [steps]. */
  readonly rowsAtStep: Block
  /** Position of each step's first row, N at the end; int32, shape [steps + 1]. */
  readonly offsets: Block

  /**
   * @param rowsAtStep - rows that have each step, 1 or more, never rising
   * @param batch - rows of the batch, empty ones included
   * @throws KERNEL_MEMORY_EXHAUSTED
   */
  constructor(memory: KernelMemory, rowsAtStep: Int32Array, batch: number) {
    this.steps = rowsAtStep.length
    this.batch = batch
    this.rows = rowsAtStep[0] ?? 0
    this.rowsAtStep = memory.integers(this.steps)
    this.rowsAtStep.integers.set(rowsAtStep)
    this.offsets = memory.integers(this.steps + 1)
    const offsets = this.offsets.integers
    offsets[0] = 0
    for (let t = 0; t < this.steps; t++) offsets[t + 1] = offsets[t]! + rowsAtStep[t]!
    this.positions = offsets[this.steps]!
  }

  /** Gives the memory back; once. */
  free(): void {
    this.rowsAtStep.free()
    this.offsets.free()
  }
}
