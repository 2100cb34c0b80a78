import type { ModelConfig } from '@textgate/core'
import type { CellWeights } from './kernels/sequence-kernel.ts'
import { directionsOf } from './weight-shapes.ts'

/** What belongs to each weight of each layer and, in it, direction, by the weight's name. */
export function layersOf<T>(config: ModelConfig, of: (name: string) => T): Record<keyof CellWeights, T>[][] {
  return Array.from({ length: config.layers }, (_, layer) =>
    directionsOf(config).map((direction) => {
      const prefix = `gru.${layer}.${direction}`
      return {
        kernel: of(`${prefix}.kernel`),
        recurrent: of(`${prefix}.recurrent`),
        bias: of(`${prefix}.bias`),
        recurrentBias: of(`${prefix}.recurrentBias`),
      }
    }),
  )
}
