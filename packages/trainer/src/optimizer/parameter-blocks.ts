import type { Block, Kernels } from '@textgate/kernels'

/** A parameter and its state in kernel memory. */
export interface ParameterBlocks {
  readonly parameter: Block
  readonly first: Block
  readonly second: Block
  readonly average: Block | undefined
  /** Room for a gradient of the parameter's size, made at the first call. */
  gradient(): Block
  free(): void
}

/** Values that the kernels move at once: blocks have room for a whole number of as many, so that no piece is shorter. */
export const LANES = 4

/**
 * Blocks of a parameter with these values: running means of zero, and its average where one is kept.
 *
 * @throws KERNEL_MEMORY_EXHAUSTED
 */
export function parameterBlocks(kernels: Kernels, values: Float32Array, averages: boolean): ParameterBlocks {
  const blocks: Block[] = []
  const block = (content?: Float32Array): Block => {
    const made = kernels.memory.floats(LANES * Math.ceil(values.length / LANES))
    blocks.push(made)
    made.floats.fill(0)
    if (content) made.floats.set(content)
    return made
  }
  const free = (): void => {
    for (const made of blocks.splice(0)) made.free()
  }
  try {
    const [parameter, first, second] = [block(values), block(), block()]
    const average = averages ? block(values) : undefined
    let gradient: Block | undefined
    return {
      ...{ parameter, first, second, average, free },
      gradient() {
        gradient ??= block()
        return gradient
      },
    }
  } catch (error) {
    free()
    throw error
  }
}
