import type { WeightTensor } from '@textgate/core'

/** x·kernel + bias. */
export function affine(x: number[], kernel: WeightTensor, bias: WeightTensor): number[] {
  const columns = kernel.shape[1] as number
  return Array.from({ length: columns }, (_, c) =>
    x.reduce(
      (sum, value, i) => sum + value * (kernel.data[i * columns + c] as number),
      bias.data[c] as number,
    ),
  )
}

/** A row of a matrix. */
export function rowOf({ shape, data }: WeightTensor, row: number): number[] {
  const width = shape[1] as number
  return Array.from(data.subarray(row * width, (row + 1) * width))
}

/** Powers of e that sum to 1; of no values, none. */
export function softmax(values: readonly number[]): number[] {
  const largest = Math.max(...values)
  const powers = values.map((value) => Math.exp(value - largest))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / sum)
}
