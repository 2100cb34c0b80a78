import type { WeightTensor } from '@textgate/core'

/** A matrix [rows, columns] as [columns, rows]. */
export function transposed({ shape, data }: WeightTensor): WeightTensor {
  const [rows, columns] = shape as [number, number]
  const values = new Float32Array(data.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      values[column * rows + row] = data[row * columns + column] as number
    }
  }
  return { shape: [columns, rows], data: values }
}

/**
 * A tensor whose last axis is gates of equal size side by side, with the gates in another order.
 *
 * @param gates - which gate of the tensor stands at each place of the result
 */
export function withGates({ shape, data }: WeightTensor, gates: readonly number[]): WeightTensor {
  const columns = shape.at(-1) as number
  const size = columns / gates.length
  const values = Float32Array.from({ length: data.length }, (_, i) => {
    const column = i % columns
    const gate = gates[Math.floor(column / size)] as number
    return data[i - column + gate * size + (column % size)] as number
  })
  return { shape, data: values }
}

/** Zeros of a shape. */
export function zeros(...shape: readonly number[]): WeightTensor {
  return { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) }
}
