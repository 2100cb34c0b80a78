import type { Block, Freeable, Kernels } from '@textgate/kernels'

/** What one computation holds in kernel memory: freed together, when it is done or nobody can ask for it any more. */
export class BlockScope {
  readonly kernels: Kernels
  readonly #kept = new Set<Freeable>()

  constructor(kernels: Kernels) {
    this.kernels = kernels
  }

  /** Takes over something that is to be freed with the others. */
  keep<T extends Freeable>(freeable: T): T {
    this.#kept.add(freeable)
    return freeable
  }

  /** A block of float32 values, undefined at first. */
  floats(length: number): Block {
    return this.keep(this.kernels.memory.floats(length))
  }

  /** A block with these float32 values. */
  floatsOf(values: Float32Array): Block {
    const block = this.floats(values.length)
    block.floats.set(values)
    return block
  }

  /** A block of int32 values, undefined at first. */
  integers(length: number): Block {
    return this.keep(this.kernels.memory.integers(length))
  }

  /** A block with these int32 values. */
  integersOf(values: Int32Array): Block {
    const block = this.integers(values.length)
    block.integers.set(values)
    return block
  }

  /** Frees some before the others. */
  free(...some: readonly Freeable[]): void {
    for (const freeable of some) if (this.#kept.delete(freeable)) freeable.free()
  }

  /** Frees all that is left; a second call does nothing. */
  freeAll(): void {
    this.free(...this.#kept)
  }
}
