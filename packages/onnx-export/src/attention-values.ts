import { type ModelConfig, poolingParts } from '@textgate/core'
import type { AttentionValues } from './attention-graph.ts'
import type { WeightLookup } from './check-weights.ts'
import { floatsOf } from './floats-of.ts'
import type { GraphBuilder } from './graph-builder.ts'

/** Adds the weights of attention; undefined where the pooling has none. @param prefix - before their names */
export function attentionOf(
  graph: GraphBuilder,
  { pooling }: Pick<ModelConfig, 'pooling'>,
  weight: WeightLookup,
  prefix = '',
): AttentionValues | undefined {
  if (!poolingParts(pooling).includes('attention')) return undefined
  const value = (name: string): string => graph.constant(floatsOf(`${prefix}attention.${name}`, weight))
  return { kernel: value('kernel'), bias: value('bias'), context: value('context') }
}
