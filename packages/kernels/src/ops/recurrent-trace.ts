import type { Block } from '../memory/block.ts'
import type { KernelMemory } from '../memory/kernel-memory.ts'
import { CELLS } from './recurrent-cells.ts'
import type { RecurrentLayer } from './recurrent-layer.ts'

/**
 * What the backward pass needs of a forward pass: the layer, whose input, weights and states must still be there, and
 * the gates of each direction.
 */
export class RecurrentTrace {
  readonly layer: RecurrentLayer
  /** Gates of each direction, shape [positions, traceColumns · hidden]; the backward pass overwrites them. */
  readonly gates: readonly Block[]
  #isFreed = false

  constructor(layer: RecurrentLayer, gates: readonly Block[]) {
    this.layer = layer
    this.gates = gates
  }

  /**
   * A trace with room for the gates of a layer.
   *
   * @throws KERNEL_MEMORY_EXHAUSTED
   */
  static allocate(memory: KernelMemory, layer: RecurrentLayer): RecurrentTrace {
    const gates: Block[] = []
    const trace = new RecurrentTrace(layer, gates)
    const size = layer.packed.positions * CELLS[layer.cell].traceColumns * layer.hidden
    try {
      for (const _ of layer.directions) gates.push(memory.floats(size))
    } catch (error) {
      trace.free()
      throw error
    }
    return trace
  }

  /** True after the backward pass or `free`. */
  get isFreed(): boolean {
    return this.#isFreed
  }

  /** Gives the gates' memory back; the backward pass has done it already, and a second time does nothing. */
  free(): void {
    if (this.#isFreed) return
    this.#isFreed = true
    for (const block of this.gates) block.free()
  }
}
