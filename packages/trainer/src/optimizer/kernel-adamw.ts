import type * as tf from '@tensorflow/tfjs'
import type { NamedWeights, WeightTensor } from '@textgate/core'
import { type AdamwParameter, adamw, type Kernels, sumSquares, type Values } from '@textgate/kernels'
import type { KernelWeights } from '../trainable-model.ts'
import { type LazyRows, lazyRows } from './lazy-rows.ts'
import { liveValues } from './live-values.ts'
import { ADAM, isDecayed, type Optimizer, type OptimizerSettings, updateNumbers } from './optimizer.ts'
import { type ParameterBlocks, parameterBlocks } from './parameter-blocks.ts'
import { ownValues, showValues } from './variable-values.ts'

/** One variable with all that belongs to it. */
interface Held {
  readonly variable: tf.Variable
  readonly blocks: ParameterBlocks
  /** A table of which steps move only the rows that they read. */
  lazy: LazyRows | undefined
  /** Whether the next update has a gradient for it. */
  hasGradient: boolean
  /** Whether the variable shows older values than the block has. */
  isStale: boolean
}

/**
 * AdamW in the memory of the compute kernels, on their threads and in place. Gradients are tensors, for backends whose
 * tensors the host sees, or have been written to `weights` by a step that computed there.
 *
 * The rows of a table that a step on kernels does not read wait: their missed steps are made up for when they are read
 * next, and for all of them by `settle`. The bits are those of updating every row in every step, which is what
 * torch.optim.AdamW means; what is saved is the memory traffic of the whole table.
 *
 * @throws KERNEL_MEMORY_EXHAUSTED, as do its methods
 */
export function kernelAdamw(
  variables: ReadonlyMap<string, tf.Variable>,
  settings: OptimizerSettings,
  kernels: Kernels,
): Optimizer & { readonly weights: KernelWeights } {
  const held = new Map<string, Held>()
  const dispose = (): void => {
    for (const { blocks, lazy } of held.values()) {
      lazy?.free()
      blocks.free()
    }
  }
  try {
    for (const [name, variable] of variables) {
      const blocks = parameterBlocks(kernels, ownValues(variable), settings.averageDecay > 0)
      held.set(name, { variable, blocks, lazy: undefined, hasGradient: false, isStale: false })
    }
  } catch (error) {
    dispose()
    throw error
  }
  const named = (name: string): Held => held.get(name) as Held
  const show = (one: Held): void => {
    showValues(one.variable, one.blocks.parameter.floats.subarray(0, one.variable.size))
    one.isStale = false
  }
  /** Lets no row wait any longer. */
  const whole = (one: Held): ParameterBlocks => {
    one.lazy?.catchUpAll()
    one.lazy?.free()
    one.lazy = undefined
    return one.blocks
  }

  const weights: KernelWeights = {
    values: (name) => whole(named(name)).parameter,
    rows(name, ids) {
      const one = named(name)
      one.lazy ??= lazyRows(kernels, one.variable.shape as [number, number], one.blocks)
      one.lazy.catchUp(ids)
      return one.blocks.parameter
    },
    gradient(name) {
      const one = named(name)
      one.hasGradient = true
      one.isStale = true
      return one.lazy?.gradient().values ?? one.blocks.gradient()
    },
  }

  return {
    weights,
    update(gradients, step) {
      for (const [name, gradient] of gradients) {
        const one = named(name)
        whole(one).gradient().floats.set(liveValues(gradient))
        one.hasGradient = true
      }
      const present = [...held.values()].filter(({ hasGradient }) => hasGradient)
      for (const one of present) one.hasGradient = false
      const norm = Math.sqrt(sumSquares(kernels, present.map(gradientOf)))
      if (!Number.isFinite(norm)) return norm
      const numbers = updateNumbers(settings, step, norm)
      adamw(
        kernels,
        present.map(({ variable, blocks, lazy }): AdamwParameter => {
          const { parameter, first, second, average } = blocks
          const keep = isDecayed(variable) ? numbers.keep : 1
          const state = { parameter, first, second, average, keep }
          if (lazy) return { ...state, ...lazy.rowsToUpdate({ ...numbers, keep }) }
          return { ...state, gradient: blocks.gradient(), count: variable.size }
        }),
        { ...ADAM, ...numbers },
      )
      for (const name of gradients.keys()) show(named(name))
      return norm
    },
    settle() {
      for (const one of held.values()) {
        one.lazy?.catchUpAll()
        if (one.isStale) show(one)
      }
    },
    async read() {
      const copies = new Map<string, WeightTensor>()
      for (const [name, { variable, blocks, lazy }] of held) {
        lazy?.catchUpAll()
        const copy = (kind: 'first' | 'second' | 'average'): void => {
          const data = blocks[kind]?.floats.subarray(0, variable.size)
          if (data)
            copies.set(`${kind}.${name}`, { shape: [...variable.shape], data: new Float32Array(data) })
        }
        copy('first')
        copy('second')
        copy('average')
      }
      return copies
    },
    write(saved: NamedWeights) {
      for (const [name, one] of held) {
        const { parameter, first, second, average } = whole(one)
        const load = (kind: string) => (saved.get(`${kind}.${name}`) as WeightTensor).data
        parameter.floats.set(ownValues(one.variable))
        first.floats.set(load('first'))
        second.floats.set(load('second'))
        average?.floats.set(load('average'))
        one.isStale = false
      }
    },
    dispose,
  }
}

function gradientOf({ variable, blocks, lazy }: Held): Values {
  return lazy?.gradient() ?? { values: blocks.gradient(), count: variable.size }
}
