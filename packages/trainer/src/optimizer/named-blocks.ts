import type { Block, Kernels } from '@textgate/kernels'

/** Blocks of 4-byte values that are made when they are first asked for, and anew when they are too small. */
export interface NamedBlocks<Name extends string> {
  /**
   * The block of a name, with room for at least so many values; its content is lost when it is made anew.
   *
   * @throws KERNEL_MEMORY_EXHAUSTED
   */
  room(name: Name, count: number): Block
  free(): void
}

/** See `NamedBlocks`. */
export function namedBlocks<Name extends string>({ memory }: Kernels): NamedBlocks<Name> {
  const blocks = new Map<Name, Block>()
  return {
    room(name, count) {
      const old = blocks.get(name)
      if (old && old.bytes >= 4 * count) return old
      // What has grown grows again: a quarter more keeps that from happening often.
      const made = memory.allocate(4 * (old ? Math.ceil(1.25 * count) : count))
      old?.free()
      blocks.set(name, made)
      return made
    },
    free() {
      for (const block of blocks.values()) block.free()
      blocks.clear()
    },
  }
}
