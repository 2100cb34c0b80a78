import type { Block, Kernels, Values } from '@textgate/kernels'

/** A parameter and its state in kernel memory. */
export interface ParameterBlocks {
  readonly parameter: Block
  readonly first: Block
  readonly second: Block
  readonly average: Block | undefined
  /** Copies a gradient of the parameter's size to where the kernels see it. */
  takeGradient(values: Float32Array): Values
  free(): void
}

/**
 * Blocks of a parameter with these values: running means of zero, and its average where one is kept.
 *
 * @throws KERNEL_MEMORY_EXHAUSTED
 */
export function parameterBlocks(kernels: Kernels, values: Float32Array, averages: boolean): ParameterBlocks {
  const blocks: Block[] = []
  const { length } = values // read now: on wasm a later tensor may empty the view
  const block = (content?: Float32Array): Block => {
    const made = kernels.memory.floats(length)
    blocks.push(made)
    if (content) made.floats.set(content)
    else made.floats.fill(0)
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
      takeGradient(given) {
        gradient ??= block(given)
        gradient.floats.set(given)
        return { values: gradient, count: given.length }
      },
    }
  } catch (error) {
    free()
    throw error
  }
}
