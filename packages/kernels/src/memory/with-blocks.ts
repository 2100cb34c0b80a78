/** Something with memory of its own. */
export interface Freeable {
  /** Gives the memory back, once. */
  free(): void
}

/** Takes note of a block, which is freed when the work ends. */
export type Keep = <T extends Freeable>(block: T) => T

/** Does some work and frees the blocks that it kept, also when it throws. */
export function withBlocks<T>(work: (keep: Keep) => T): T {
  const kept: Freeable[] = []
  try {
    return work((block) => {
      kept.push(block)
      return block
    })
  } finally {
    for (const block of kept) block.free()
  }
}
