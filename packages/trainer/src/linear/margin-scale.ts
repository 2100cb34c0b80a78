import { columnOf } from '../column-of.ts'
import { fitSigmoid } from './fit-sigmoid.ts'

/** How margins of a linear part become logits: slope · margin + offset, each of the class; shape [classes] both. */
export interface MarginScale {
  readonly slopes: readonly number[]
  readonly offsets: readonly number[]
}

/** One factor for all classes, which changes no order among their margins. */
export function commonScale(factor: number, classes: number): MarginScale {
  return { slopes: new Array(classes).fill(factor), offsets: new Array(classes).fill(0) }
}

/**
 * A sigmoid for each class by itself (see `fitSigmoid`), with few rows like the one for all classes.
 *
 * @param margins - of rows that the machines were not trained on, float32, row-major, shape [rows, classes]
 * @param table - 1 where a label is true of a row, of the same shape
 * @param usual - a usual factor, from which the sigmoid for all classes departs
 */
export function sigmoidScale(
  margins: Float32Array,
  table: Uint8Array,
  { classes, usual }: { readonly classes: number; readonly usual: number },
): MarginScale {
  const all = fitSigmoid(margins, table, { slope: usual, offset: 0 })
  const expected = all.slope > 0 ? all : { slope: usual, offset: 0 }
  const sigmoids = Array.from({ length: classes }, (_, c) => {
    return fitSigmoid(columnOf(margins, c, classes), columnOf(table, c, classes), expected)
  })
  return { slopes: sigmoids.map(({ slope }) => slope), offsets: sigmoids.map(({ offset }) => offset) }
}

/** The scale that gives `factor` times the logits. */
export function timesScale(factor: number, { slopes, offsets }: MarginScale): MarginScale {
  return { slopes: slopes.map((slope) => factor * slope), offsets: offsets.map((offset) => factor * offset) }
}
