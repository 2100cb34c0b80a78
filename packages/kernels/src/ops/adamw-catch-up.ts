import type { Kernels } from '../kernels.ts'
import { partsOf } from './parts.ts'
import { addressOf, type Place } from './places.ts'

/** Floats of one step in `AdamwCatchUp.numbers`. */
export const CATCH_UP_NUMBERS = 5

/** Rows of a table that have missed steps in which their gradient was 0. */
export interface AdamwCatchUp {
  /** The table, its running means and averaged weights: as for `adamw`. */
  readonly parameter: Place
  readonly first: Place
  readonly second: Place
  readonly average?: Place | undefined
  readonly width: number
  /** Rows to bring up to date, distinct, int32, shape [rows]. */
  readonly ids: Place
  readonly rows: number
  /** Number of the last step of each row of the table, int32; becomes `step` for the rows in `ids`. */
  readonly done: Place
  /** Each step's keep, stepSize, secondScale, averageDecay, 1 − averageDecay from step `base` on; float32. */
  readonly numbers: Place
  readonly base: number
  /** Number of the step to catch up with. */
  readonly step: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}

/** A row has missed some tens of steps as a rule, each as costly as an update of its values. */
const CATCH_UP_WORK = 40

/**
 * Makes up for the steps of AdamW that rows of a table have missed because their gradient was 0. The bits are those of
 * doing every step with `adamw`; only the rows that somebody reads next have to be brought up to date.
 *
 * @throws what `Kernels.run` throws
 */
export function adamwCatchUp(kernels: Kernels, table: AdamwCatchUp): void {
  const { rows, width } = table
  if (rows === 0) return
  const work = CATCH_UP_WORK * rows * width
  const state = [table.parameter, table.first, table.second].map(({ offset }) => offset)
  const which = [addressOf(table.average), table.ids.offset, rows, width, table.done.offset]
  const steps = [table.numbers.offset, table.base, table.step, table.beta1, table.beta2, table.epsilon]
  kernels.run(
    [{ name: 'adamwCatchUp', args: [...state, ...which, ...steps], parts: partsOf(rows, work) }],
    work,
  )
}
