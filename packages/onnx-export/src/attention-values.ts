import { type ModelConfig, poolingParts } from '@textgate/core'
import type { AttentionValues } from './attention-graph.ts'
import type { GraphWeights } from './graph-weights.ts'

/** Adds the weights of attention; undefined where the pooling has none. @param prefix - before their names */
export function attentionOf(
  { pooling }: Pick<ModelConfig, 'pooling'>,
  weights: GraphWeights,
  prefix = '',
): AttentionValues | undefined {
  if (!poolingParts(pooling).includes('attention')) return undefined
  const value = (name: string): string => weights.value(`${prefix}attention.${name}`)
  return { kernel: value('kernel'), bias: value('bias'), context: value('context') }
}
