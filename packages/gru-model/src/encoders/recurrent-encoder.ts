import type { ModelConfig } from '@textgate/core'
import { type Cell, GATES } from '../kernels/cell.ts'
import type { Encoder } from './encoder.ts'
import { directionsOf } from './layers-of.ts'
import { recurrentBlocks } from './recurrent-blocks.ts'
import { recurrentStates } from './recurrent-states.ts'

/**
 * Layers of a cell on top of each other, each in one or both directions; a state has the directions of the last layer
 * side by side, forward first. Weights are named `{cell}.{layer}.{direction}.{part}`.
 */
export function recurrentEncoder(cell: Cell): Encoder {
  return {
    weightShapes: (config) => weightShapes(cell, config),
    statesWidth,
    encode: (input) => recurrentStates(cell, input),
    encodeBlocks: (scope, input, traced) => recurrentBlocks(cell, scope, input, traced),
  }
}

function statesWidth(config: ModelConfig): number {
  return config.hiddenSize * directionsOf(config).length
}

function weightShapes(cell: Cell, config: ModelConfig): Map<string, readonly number[]> {
  const { hiddenSize, embeddingSize, layers } = config
  const width = GATES[cell] * hiddenSize
  const shapes = new Map<string, readonly number[]>()
  for (let layer = 0; layer < layers; layer++) {
    for (const direction of directionsOf(config)) {
      const prefix = `${cell}.${layer}.${direction}`
      shapes.set(`${prefix}.kernel`, [layer === 0 ? embeddingSize : statesWidth(config), width])
      shapes.set(`${prefix}.recurrent`, [hiddenSize, width])
      shapes.set(`${prefix}.bias`, [width])
      shapes.set(`${prefix}.recurrentBias`, [width])
    }
  }
  return shapes
}
