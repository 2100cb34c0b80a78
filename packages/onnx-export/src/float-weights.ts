import type { WeightTensor } from '@textgate/core'
import type { WeightLookup } from './check-weights.ts'
import type { GraphBuilder } from './graph-builder.ts'
import type { GraphWeights } from './graph-weights.ts'
import { channelsFirst, stackedMatrices, stackedVectors } from './layer-arrays.ts'

/** Weights in float32, as they were trained; those that need no other order are not copied. */
export function floatWeights(graph: GraphBuilder, weight: WeightLookup): GraphWeights {
  const floats = (name: string, shape: readonly number[], data: Float32Array): string =>
    graph.constant({ name, type: 'float', shape, data })
  const value = (name: string): string => floats(name, weight(name).shape, weight(name).data)
  return {
    value,
    rows: (name, table, indices) => graph.add(name, 'Gather', [value(table), indices], { axis: 0 }),
    matrices: (part, { layer, gates, directions }) => {
      const matrices = directions.map((direction) => weight(`${layer}.${direction}.${part}`))
      const [inputs, width] = (matrices[0] as WeightTensor).shape as [number, number]
      const shape = [directions.length, width, inputs]
      return floats(`${layer}.${part}`, shape, stackedMatrices(matrices, gates))
    },
    biases: ({ layer, gates, directions }) => {
      const vectors = directions.flatMap((direction) =>
        ['bias', 'recurrentBias'].map((part) => weight(`${layer}.${direction}.${part}`).data),
      )
      const all = stackedVectors(vectors, gates)
      return floats(`${layer}.bias`, [directions.length, all.length / directions.length], all)
    },
    convolution: (name) => floats(name, weight(name).shape.toReversed(), channelsFirst(weight(name))),
  }
}
