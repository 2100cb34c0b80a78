import type { WeightTensor } from '@textgate/core'
import { largestScale, leastSquaresScale, rounded } from './rounding-scale.ts'

/** What shares a scale: each row (first axis), each column (last axis), or the whole weight. */
export type ScaleAxis = 'rows' | 'columns' | 'whole'

/** A weight in small integers: each number is an integer times the scale of its row or column, rounded to float32. */
export interface QuantizedTensor {
  readonly shape: readonly number[]
  /** Row-major, each in [-levels, levels]. */
  readonly integers: Int8Array
  readonly levels: number
  readonly axis: ScaleAxis
  /** One for each row or column, or a single one; above 0. */
  readonly scales: Float32Array
}

/** How finely a weight is rounded. */
export interface Rounding {
  readonly axis: ScaleAxis
  /** Largest integer, 1 to 127. */
  readonly levels: number
  /** Whether large numbers may be clipped where that makes the others exact enough to lose less in all. */
  readonly clips?: boolean
}

/** Rounds a weight. Equal weights give equal integers and scales. */
export function quantize({ shape, data }: WeightTensor, { axis, levels, clips }: Rounding): QuantizedTensor {
  const integers = new Int8Array(data.length)
  const groups = groupsOf(shape, data.length, axis)
  const scales = new Float32Array(groups.length)
  groups.forEach(({ start, step, count }, g) => {
    const values = Float32Array.from({ length: count }, (_, i) => data[start + i * step] as number)
    const scale = clips ? leastSquaresScale(values, levels) : largestScale(values, levels)
    scales[g] = scale
    values.forEach((value, i) => {
      integers[start + i * step] = rounded(value, scale, levels)
    })
  })
  return { shape, integers, levels, axis, scales }
}

/** The numbers that a rounded weight stands for, to the bit as a graph computes them. */
export function dequantize({ shape, integers, axis, scales }: QuantizedTensor): WeightTensor {
  const data = new Float32Array(integers.length)
  groupsOf(shape, integers.length, axis).forEach(({ start, step, count }, g) => {
    for (let i = 0; i < count; i++) {
      data[start + i * step] = (integers[start + i * step] as number) * (scales[g] as number)
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
