import type { Kernels } from '../kernels.ts'
import type { KernelCall } from '../threads/kernel-call.ts'
import { partsOf } from './parts.ts'
import { addressOf, type Place } from './places.ts'

/** A value costs a division and a square root: as much as this many multiplications. */
const UPDATE_WORK = 4

/** One parameter, its gradient and its state; float32 without gaps, updated in place. */
export interface AdamwParameter {
  readonly parameter: Place
  readonly gradient: Place
  /** Running mean of gradients. */
  readonly first: Place
  /** Running mean of squared gradients. */
  readonly second: Place
  /** Averaged weights; absent where none are kept. */
  readonly average?: Place | undefined
  /** The parameter is multiplied by this first: 1 − learning rate · weight decay, or 1. */
  readonly keep: number
  /** Values; of a table, leave it out and give `table` or `rows`. */
  readonly count?: number
  /** A table of which every row is updated, though most have no gradient. */
  readonly table?: {
    /** Row of `gradient` for each row of the table, −1 where its gradient is 0; int32, shape [rows]. */
    readonly rowOf: Place
    readonly rows: number
    readonly width: number
  }
  /** A table of which some rows alone are updated. */
  readonly rows?: {
    /** Rows to update, distinct, int32, shape [rows]. */
    readonly ids: Place
    readonly rows: number
    readonly width: number
    /** True: row i of `gradient` is that of ids[i]; false: `gradient` is shaped like the table. */
    readonly isCompact: boolean
  }
}

/** The numbers of one step. */
export interface AdamwNumbers {
  /** Gradients are multiplied by this: 1, or less where their norm is clipped. */
  readonly clip: number
  readonly beta1: number
  readonly beta2: number
  /** Learning rate / (1 − beta1^step). */
  readonly stepSize: number
  /** 1 / √(1 − beta2^step). */
  readonly secondScale: number
  readonly epsilon: number
  /** Share of the old average, in [0, 1]. */
  readonly averageDecay: number
}

/**
 * One step of AdamW (Loshchilov and Hutter 2019) for any number of parameters, in one pass over each.
 *
 * @throws what `Kernels.run` throws
 */
export function adamw(kernels: Kernels, parameters: readonly AdamwParameter[], numbers: AdamwNumbers): void {
  const calls: KernelCall[] = []
  let work = 0
  for (const one of parameters) {
    const { name, own, units, count } = shapeOf(one)
    if (count === 0) continue
    const state = [one.parameter, one.gradient, one.first, one.second].map(({ offset }) => offset)
    const args = [...state, addressOf(one.average), ...own, ...numbersOf(one.keep, numbers)]
    calls.push({ name, args, parts: partsOf(units, UPDATE_WORK * count) })
    work += UPDATE_WORK * count
  }
  if (calls.length > 0) kernels.run(calls, work)
}

function shapeOf({ count = 0, table, rows }: AdamwParameter) {
  if (table) {
    const own = [table.rowOf.offset, table.rows, table.width]
    return { name: 'adamwTable', own, units: table.rows, count: table.rows * table.width }
  }
  if (rows) {
    const own = [rows.ids.offset, rows.rows, rows.width, Number(rows.isCompact)]
    return { name: 'adamwRows', own, units: rows.rows, count: rows.rows * rows.width }
  }
  return { name: 'adamw', own: [count], units: Math.ceil(count / 1024), count }
}

function numbersOf(keep: number, numbers: AdamwNumbers): number[] {
  const { clip, beta1, beta2, stepSize, secondScale, epsilon, averageDecay } = numbers
  return [
    ...[clip, beta1, 1 - beta1, beta2, 1 - beta2, keep],
    ...[stepSize, secondScale, epsilon, averageDecay, 1 - averageDecay],
  ]
}
