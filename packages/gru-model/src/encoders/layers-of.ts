import type { ModelConfig } from '@textgate/core'
import type { Cell } from '../kernels/cell.ts'
import type { CellWeights } from '../kernels/sequence-kernel.ts'

/** Name prefixes of the directions of a layer, forward first. */
export function directionsOf(config: ModelConfig): readonly ('forward' | 'backward')[] {
  return config.bidirectional ? ['forward', 'backward'] : ['forward']
}

/** What belongs to each weight of each layer and, in it, direction, by the weight's name. */
export function layersOf<T>(
  cell: Cell,
  config: ModelConfig,
  of: (name: string) => T,
): Record<keyof CellWeights, T>[][] {
  return Array.from({ length: config.layers }, (_, layer) =>
    directionsOf(config).map((direction) => {
      const prefix = `${cell}.${layer}.${direction}`
      return {
        kernel: of(`${prefix}.kernel`),
        recurrent: of(`${prefix}.recurrent`),
        bias: of(`${prefix}.bias`),
        recurrentBias: of(`${prefix}.recurrentBias`),
      }
    }),
  )
}
