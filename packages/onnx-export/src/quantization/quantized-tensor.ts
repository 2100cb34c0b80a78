import type { WeightTensor } from '@textgate/core'
import { largestScale, leastSquaresScale, rounded } from './rounding-scale.ts'

/** What shares a scale: each row (first axis), each column (last axis), or the whole weight. */
export type ScaleAxis = 'rows' | 'columns' | 'whole'

/**
 * How far numbers lie apart that can be told. equal: a number is an integer times a scale. growing: it is an integer, times its own
 * size, times a scale; so that of many small numbers and few large ones the small ones are not lost.
 */
export type Steps = 'equal' | 'growing'

/** A weight in small integers, which a scale for each row or column turns into float32. */
export interface QuantizedTensor {
  readonly shape: readonly number[]
  /** Row-major, each in [-levels, levels]; without a sign where there are more than 127 levels. */
  readonly integers: Int8Array | Uint8Array
  readonly levels: number
  readonly steps: Steps
  readonly axis: ScaleAxis
  /** One for each row or column, or a single one; above 0. */
  readonly scales: Float32Array
}

/** How finely a weight is rounded. */
export interface Rounding {
  readonly axis: ScaleAxis
  /** Largest integer, 1 to 127, or to 255 where no number is below 0. */
  readonly levels: number
  /** equal unless given. */
  readonly steps?: Steps
  /** Whether large numbers may be clipped where that makes the others exact enough to lose less in all. */
  readonly clips?: boolean
}

/** Rounds a weight. Equal weights give equal integers and scales. */
export function quantize(
  { shape, data }: WeightTensor,
  { axis, levels, steps = 'equal', clips }: Rounding,
): QuantizedTensor {
  const integers = levels > 127 ? new Uint8Array(data.length) : new Int8Array(data.length)
  const groups = groupsOf(shape, data.length, axis)
  const scales = new Float32Array(groups.length)
  groups.forEach(({ start, step, count }, g) => {
    const values = Float32Array.from({ length: count }, (_, i) => {
      const value = data[start + i * step] as number
      return steps === 'equal' ? value : Math.sign(value) * Math.sqrt(Math.abs(value))
    })
    const scale = clips ? leastSquaresScale(values, levels) : largestScale(values, levels)
    scales[g] = steps === 'equal' ? scale : scale * scale
    values.forEach((value, i) => {
      integers[start + i * step] = rounded(value, scale, levels)
    })
  })
  return { shape, integers, levels, steps, axis, scales }
}

/** The numbers that a rounded weight stands for, to the bit as a graph computes them. */
export function dequantize({ shape, integers, steps, axis, scales }: QuantizedTensor): WeightTensor {
  const data = new Float32Array(integers.length)
  groupsOf(shape, integers.length, axis).forEach(({ start, step, count }, g) => {
    for (let i = 0; i < count; i++) {
      const integer = integers[start + i * step] as number
      const multiple = steps === 'equal' ? integer : integer * Math.abs(integer)
      data[start + i * step] = multiple * (scales[g] as number)
    }
  })
  return { shape, data }
}

/** Where the numbers of each row or column stand. */
function groupsOf(
  shape: readonly number[],
  size: number,
  axis: ScaleAxis,
): { start: number; step: number; count: number }[] {
  if (axis === 'whole') return [{ start: 0, step: 1, count: size }]
  const groups = (axis === 'rows' ? shape[0] : shape.at(-1)) as number
  const count = size / groups
  return Array.from({ length: groups }, (_, g) =>
    axis === 'rows' ? { start: g * count, step: 1, count } : { start: g, step: groups, count },
  )
}
