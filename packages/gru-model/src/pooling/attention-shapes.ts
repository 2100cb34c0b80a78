import { type ModelConfig, poolingParts } from '@textgate/core'

/**
 * The weights of attention with their shapes, in the order of the data flow; none where the pooling has no attention.
 *
 * @param states - columns of the states
 */
export function attentionShapes(config: ModelConfig, states: number): ReadonlyMap<string, readonly number[]> {
  const { pooling, attentionSize, attentionHeads } = config
  if (!poolingParts(pooling).includes('attention')) return new Map()
  return new Map([
    ['attention.kernel', [states, attentionSize]],
    ['attention.bias', [attentionSize]],
    ['attention.context', [attentionSize, attentionHeads]],
  ])
}
