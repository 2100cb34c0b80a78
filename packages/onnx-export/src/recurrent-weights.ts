import type { WeightTensor } from '@textgate/core'
import type { WeightLookup } from './check-weights.ts'
import type { Initializer } from './model-graph.ts'

/** Names of the three constants of one GRU operator. */
export interface GruTensors {
  readonly kernel: Initializer // W [directions, 3 * hidden, input]
  readonly recurrent: Initializer // R [directions, 3 * hidden, hidden]
  readonly bias: Initializer // B [directions, 6 * hidden], input biases before recurrent ones
}

/**
 * Weights of one layer as ONNX's GRU operator wants them: kernels transposed, directions stacked, both biases in one
 * row. Gates stay in the order z, r, h, which ONNX shares with textgate.
 */
export function gruWeights(layer: number, directions: readonly string[], weight: WeightLookup): GruTensors {
  const of = (direction: string, part: string): WeightTensor => weight(`gru.${layer}.${direction}.${part}`)
  const stacked = (name: string, parts: readonly Float32Array[], shape: readonly number[]): Initializer => ({
    name: `gru.${layer}.${name}`,
    type: 'float',
    shape: [directions.length, ...shape],
    data: concat(parts),
  })
  const [inputSize, gates] = of('forward', 'kernel').shape as [number, number]
  const [hiddenSize] = of('forward', 'recurrent').shape as [number]
  return {
    kernel: stacked(
      'kernel',
      directions.map((direction) => transpose(of(direction, 'kernel'))),
      [gates, inputSize],
    ),
    recurrent: stacked(
      'recurrent',
      directions.map((direction) => transpose(of(direction, 'recurrent'))),
      [gates, hiddenSize],
    ),
    bias: stacked(
      'bias',
      directions.flatMap((direction) => [of(direction, 'bias').data, of(direction, 'recurrentBias').data]),
      [2 * gates],
    ),
  }
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
