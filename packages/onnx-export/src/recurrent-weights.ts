import type { WeightTensor } from '@textgate/core'
import type { WeightLookup } from './check-weights.ts'
import type { Initializer } from './model-graph.ts'

/**
 * Weights of one layer as ONNX's recurrent operators want them: kernels transposed, gates in ONNX's order, directions
 * stacked, both biases in one row.
 *
 * @param layer - prefix of the names, e.g. `lstm.0`
 * @param gates - which of our gates stands at each place of ONNX's
 * @returns W [directions, gates * hidden, input], R [directions, gates * hidden, hidden] and B [directions,
 *   2 * gates * hidden], input biases before recurrent ones
 */
export function recurrentWeights(
  layer: string,
  gates: readonly number[],
  directions: readonly string[],
  weight: WeightLookup,
): readonly [kernel: Initializer, recurrent: Initializer, bias: Initializer] {
  const of = (direction: string, part: string): WeightTensor => weight(`${layer}.${direction}.${part}`)
  const stacked = (part: string, data: readonly Float32Array[], shape: readonly number[]): Initializer => ({
    name: `${layer}.${part}`,
    type: 'float',
    shape: [directions.length, ...shape],
    data: concat(data),
  })
  const matrices = (part: string): Float32Array[] =>
    directions.map((direction) => withGates(transpose(of(direction, part)), gates))
  const [inputs, width] = of('forward', 'kernel').shape as [number, number]
  const [hidden] = of('forward', 'recurrent').shape as [number]
  const biases = directions.flatMap((direction) =>
    ['bias', 'recurrentBias'].map((part) => withGates(of(direction, part).data, gates)),
  )
  return [
    stacked('kernel', matrices('kernel'), [width, inputs]),
    stacked('recurrent', matrices('recurrent'), [width, hidden]),
    stacked('bias', biases, [2 * width]),
  ]
}

/** Rows of gates, each gate's below the other's, in another order. */
function withGates(rows: Float32Array, gates: readonly number[]): Float32Array {
  const size = rows.length / gates.length
  return concat(gates.map((gate) => rows.subarray(gate * size, (gate + 1) * size)))
}

function transpose({ shape, data }: WeightTensor): Float32Array {
  const [rows, columns] = shape as [number, number]
  const transposed = new Float32Array(data.length) // [columns, rows]
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      transposed[column * rows + row] = data[row * columns + column] as number
    }
  }
  return transposed
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  let position = 0
  for (const part of parts) {
    joined.set(part, position)
    position += part.length
  }
  return joined
}
