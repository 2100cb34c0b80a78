import {
  type AdamwParameter,
  adamwCatchUp,
  type Block,
  CATCH_UP_NUMBERS,
  type Kernels,
  type Values,
} from '@textgate/kernels'
import { ADAM, type UpdateNumbers } from './optimizer.ts'
import type { ParameterBlocks } from './parameter-blocks.ts'

/** Steps whose numbers are kept; after as many, every row catches up. */
const STEPS_KEPT = 4096

/** Which rows of a table are up to date, and how the others get there. */
export interface LazyRows {
  /** Brings rows up to date and remembers them: the next gradient is zero in all others. */
  catchUp(ids: Int32Array): void
  /** Brings every row up to date. */
  catchUpAll(): void
  /** Copies the remembered rows of a gradient of the table's shape, in their order. */
  takeGradient(gradient: Float32Array): Values
  /** Counts a step for the remembered rows and gives them for the update. */
  updateRows(numbers: UpdateNumbers): NonNullable<AdamwParameter['rows']>
  /** Copies rows from one table to another. */
  copyRows(from: Float32Array, to: Float32Array, ids: Int32Array): void
  free(): void
}

/**
 * See `LazyRows`. Steps are counted from the first update that is seen here, so that a resumed run need not know the
 * steps before.
 *
 * @throws KERNEL_MEMORY_EXHAUSTED, as do its methods
 */
export function lazyRows(
  kernels: Kernels,
  [rows, width]: readonly [number, number],
  { parameter, first, second, average }: ParameterBlocks,
): LazyRows {
  const done = kernels.memory.integers(rows)
  const numbers = kernels.memory.floats(STEPS_KEPT * CATCH_UP_NUMBERS)
  const all = kernels.memory.integers(rows)
  all.integers.set(Int32Array.from({ length: rows }, (_, row) => row))
  done.integers.fill(0)
  let steps = 0 // of those in `numbers`
  let ids: Int32Array = new Int32Array(0)
  let idsBlock: Block | undefined
  let gradients: Block | undefined

  const catchUpRows = (which: Block, count: number): void =>
    adamwCatchUp(kernels, {
      ...{ parameter, first, second, average, width, done, numbers },
      ...{ ids: which, rows: count, base: 1, step: steps, ...ADAM },
    })
  const catchUpAll = (): void => {
    catchUpRows(all, rows)
    done.integers.fill(0)
    steps = 0
  }
  /** A block of at least this size; twice as large as needed, so that it is seldom made anew. */
  const room = (block: Block | undefined, bytes: number): Block => {
    if (block && block.bytes >= bytes) return block
    block?.free()
    return kernels.memory.allocate(2 * bytes)
  }

  return {
    catchUp(which) {
      ids = which
      idsBlock = room(idsBlock, 4 * Math.max(1, which.length))
      idsBlock.integers.set(which)
      catchUpRows(idsBlock, which.length)
    },
    catchUpAll,
    takeGradient(gradient) {
      gradients = room(gradients, 4 * Math.max(1, ids.length * width))
      const to = gradients.floats
      for (let i = 0; i < ids.length; i++) {
        const from = (ids[i] as number) * width
        to.set(gradient.subarray(from, from + width), i * width)
      }
      return { values: gradients, count: ids.length * width }
    },
    updateRows({ keep, stepSize, secondScale, averageDecay }) {
      if (steps === STEPS_KEPT) catchUpAll()
      numbers.floats.set(
        [keep, stepSize, secondScale, averageDecay, 1 - averageDecay],
        steps * CATCH_UP_NUMBERS,
      )
      steps++
      const last = done.integers
      for (let i = 0; i < ids.length; i++) last[ids[i] as number] = steps
      return { ids: idsBlock as Block, rows: ids.length, width, isCompact: true }
    },
    copyRows(from, to, which) {
      for (let i = 0; i < which.length; i++) {
        const at = (which[i] as number) * width
        to.set(from.subarray(at, at + width), at)
      }
    },
    free() {
      for (const block of [done, numbers, all, idsBlock, gradients]) if (block && !block.isFreed) block.free()
    },
  }
}
