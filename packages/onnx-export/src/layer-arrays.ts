/** Numbers of a weight, as trained or rounded. */
export type WeightArray = Float32Array | Int8Array | Uint8Array

/** A matrix, row-major. */
export interface Matrix<A extends WeightArray> {
  readonly shape: readonly number[]
  readonly data: A
}

/**
 * Matrices of one layer, one a direction, each [inputs, gates * hidden], as ONNX's recurrent operators want them.
 *
 * @param gates - which of our gates stands at each place of ONNX's
 * @returns [directions, gates * hidden, inputs]
 */
export function stackedMatrices<A extends WeightArray>(
  matrices: readonly Matrix<A>[],
  gates: readonly number[],
): A {
  return joined(matrices.map((matrix) => withGates(transposed(matrix), gates)))
}

/** Vectors of gates, each [gates * hidden], one after the other with their gates in ONNX's order. */
export function stackedVectors<A extends WeightArray>(vectors: readonly A[], gates: readonly number[]): A {
  return joined(vectors.map((vector) => withGates(vector, gates)))
}

/** A kernel [width, inputs, filters] as [filters, inputs, width]. */
export function channelsFirst<A extends WeightArray>({ shape, data }: Matrix<A>): A {
  const [width, inputs, filters] = shape as [number, number, number]
  const moved = emptyLike(data, data.length)
  data.forEach((value, i) => {
    const filter = i % filters
    const input = Math.floor(i / filters) % inputs
    const offset = Math.floor(i / (filters * inputs))
    moved[(filter * inputs + input) * width + offset] = value
  })
  return moved
}

/** Rows of gates, each gate's below the other's, in another order. */
function withGates<A extends WeightArray>(rows: A, gates: readonly number[]): A {
  const size = rows.length / gates.length
  return joined(gates.map((gate) => rows.subarray(gate * size, (gate + 1) * size) as A))
}

function transposed<A extends WeightArray>({ shape, data }: Matrix<A>): A {
  const [rows, columns] = shape as [number, number]
  const result = emptyLike(data, data.length) // [columns, rows]
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = data[row * columns + column] as number
    }
  }
  return result
}

function joined<A extends WeightArray>(parts: readonly A[]): A {
  const result = emptyLike(
    parts[0] as A,
    parts.reduce((length, part) => length + part.length, 0),
  )
  let position = 0
  for (const part of parts) {
    result.set(part, position)
    position += part.length
  }
  return result
}

function emptyLike<A extends WeightArray>(array: A, length: number): A {
  const kind = array.constructor as new (size: number) => A
  return new kind(length)
}
