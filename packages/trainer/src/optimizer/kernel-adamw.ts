import * as tf from '@tensorflow/tfjs'
import type { NamedWeights, WeightTensor } from '@textgate/core'
import { type AdamwParameter, adamw, type Kernels, sumSquares, type Values } from '@textgate/kernels'
import { type LazyRows, lazyRows } from './lazy-rows.ts'
import { liveValues } from './live-values.ts'
import { ADAM, isDecayed, type Optimizer, type OptimizerSettings, updateNumbers } from './optimizer.ts'
import { type ParameterBlocks, parameterBlocks } from './parameter-blocks.ts'

/** Narrower tables are updated whole: a row then is too short to be worth finding. */
const LEAST_WIDTH = 16

/** One variable with all that belongs to it. */
interface Held {
  readonly variable: tf.Variable
  readonly blocks: ParameterBlocks
  /** A table of which a step moves only the rows that somebody reads. */
  readonly lazy: LazyRows | undefined
}

/**
 * AdamW in the memory of the compute kernels, on their threads and in place, for backends whose tensors the host sees.
 *
 * The rows of a wide table that a step neither reads nor has a gradient for wait: their missed steps are made up for
 * when they are read next, by `prepare`, and for all of them by `settle`. The bits are those of updating every row in
 * every step, which is what torch.optim.AdamW means; what is saved is the memory traffic of the whole table.
 *
 * @param tables - names of the variables whose rows `prepare` will name
 */
export function kernelAdamw(
  variables: ReadonlyMap<string, tf.Variable>,
  settings: OptimizerSettings,
  kernels: Kernels,
  tables: ReadonlySet<string> = new Set(),
): Optimizer {
  const held = new Map<string, Held>()
  for (const [name, variable] of variables) {
    own(variable)
    const blocks = parameterBlocks(kernels, liveValues(variable), settings.averageDecay > 0)
    const isLazy = tables.has(name) && variable.rank === 2 && (variable.shape[1] as number) >= LEAST_WIDTH
    const lazy = isLazy ? lazyRows(kernels, variable.shape as [number, number], blocks) : undefined
    held.set(name, { variable, blocks, lazy })
  }

  const show = ({ variable, blocks }: Held): void => {
    const { floats } = blocks.parameter
    if (tf.getBackend() === 'cpu') {
      liveValues(variable).set(floats)
      return
    }
    // Not in place: for products with a tensor, tfjs-wasm keeps a packed copy of it as long as the tensor lives.
    const updated = tf.tensor(floats, variable.shape)
    variable.assign(updated)
    updated.dispose()
  }

  return {
    prepare(rows) {
      for (const [name, one] of held) {
        const ids = rows.get(name)
        if (one.lazy && ids) {
          one.lazy.catchUp(ids)
          // In place: rows are picked, not multiplied as a whole.
          one.lazy.copyRows(one.blocks.parameter.floats, liveValues(one.variable), ids)
        }
      }
    },
    update(gradients, step) {
      const present = [...gradients].map(([name, gradient]) => {
        const one = held.get(name) as Held
        const given = liveValues(gradient)
        return { one, values: one.lazy ? one.lazy.takeGradient(given) : one.blocks.takeGradient(given) }
      })
      const norm = Math.sqrt(
        sumSquares(
          kernels,
          present.map(({ values }) => values satisfies Values),
        ),
      )
      if (!Number.isFinite(norm)) return norm
      const numbers = updateNumbers(settings, step, norm)
      adamw(
        kernels,
        present.map(({ one, values }): AdamwParameter => {
          const { parameter, first, second, average } = one.blocks
          const keep = isDecayed(one.variable) ? numbers.keep : 1
          const state = { parameter, first, second, average, gradient: values.values, keep }
          if (!one.lazy) return { ...state, count: one.variable.size }
          return { ...state, rows: one.lazy.updateRows({ ...numbers, keep }) }
        }),
        { ...ADAM, ...numbers },
      )
      // A table shows its rows when they are read next; all others at once.
      for (const { one } of present) if (!one.lazy) show(one)
      return norm
    },
    settle() {
      for (const one of held.values()) {
        if (!one.lazy) continue
        one.lazy.catchUpAll()
        show(one)
      }
    },
    async read() {
      const copies = new Map<string, WeightTensor>()
      for (const [name, { variable, blocks, lazy }] of held) {
        lazy?.catchUpAll()
        const shape = [...variable.shape]
        copies.set(`first.${name}`, { shape, data: copyOf(blocks.first.floats) })
        copies.set(`second.${name}`, { shape, data: copyOf(blocks.second.floats) })
        if (blocks.average) copies.set(`average.${name}`, { shape, data: copyOf(blocks.average.floats) })
      }
      return copies
    },
    write(saved: NamedWeights) {
      for (const [name, { variable, blocks }] of held) {
        own(variable)
        blocks.parameter.floats.set(liveValues(variable))
        const load = (kind: string) => (saved.get(`${kind}.${name}`) as WeightTensor).data
        blocks.first.floats.set(load('first'))
        blocks.second.floats.set(load('second'))
        blocks.average?.floats.set(load('average'))
      }
    },
    dispose() {
      for (const { blocks, lazy } of held.values()) {
        lazy?.free()
        blocks.free()
      }
    },
  }
}

/** Gives a variable memory of its own: what it was made from, or a clone, may lie in the same. */
function own(variable: tf.Variable): void {
  const copy = tf.tensor(new Float32Array(variable.dataSync()), variable.shape)
  variable.assign(copy)
  copy.dispose()
}

/** In memory that is not shared, as files and tensors want it. */
function copyOf(values: Float32Array): Float32Array<ArrayBuffer> {
  const copy = new Float32Array(values.length)
  copy.set(values)
  return copy
}
