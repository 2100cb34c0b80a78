import type * as tf from '@tensorflow/tfjs'
import type { Block, Kernels } from '@textgate/kernels'
import type { KernelWeights } from '../trainable-model.ts'
import { namedBlocks } from './named-blocks.ts'

/** Weights for steps on kernels, of which some never change. */
export interface WeightsWithFrozen {
  readonly weights: KernelWeights
  free(): void
}

/**
 * The optimiser's weights, and beside them the frozen variables: steps read them, and what they write as the gradient of
 * one is left unread. So an update does not see them, and neither clipping nor weight decay does.
 *
 * @param frozen - by name; must not change before `free`
 * The weights throw KERNEL_MEMORY_EXHAUSTED where the memory has no room for them.
 */
export function withFrozen(
  kernels: Kernels,
  frozen: ReadonlyMap<string, tf.Variable>,
  trained: KernelWeights,
): WeightsWithFrozen {
  const values = new Map<string, Block>()
  const gradients = namedBlocks<string>(kernels)
  /** Numbers of the next gradient of each. */
  const counts = new Map<string, number>()
  const read = (name: string, variable: tf.Variable, count: number): Block => {
    counts.set(name, count)
    const old = values.get(name)
    if (old) return old
    const made = kernels.memory.floats(variable.size)
    values.set(name, made)
    made.floats.set(variable.dataSync() as Float32Array)
    return made
  }
  return {
    weights: {
      values(name) {
        const variable = frozen.get(name)
        return variable ? read(name, variable, variable.size) : trained.values(name)
      },
      rows(name, ids) {
        const variable = frozen.get(name)
        if (!variable) return trained.rows(name, ids)
        return read(name, variable, ids.length * (variable.shape[1] as number))
      },
      gradient: (name) =>
        frozen.has(name) ? gradients.room(name, counts.get(name) as number) : trained.gradient(name),
    },
    free() {
      for (const block of values.values()) block.free()
      gradients.free()
    },
  }
}
