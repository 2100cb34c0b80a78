import type { ModelConfig } from './config.ts'
import { TextgateError } from './errors.ts'

/** Every way to pool: one part or several side by side, in the order last, max, mean, attention. */
export const POOLINGS = [
  'last',
  'max',
  'mean',
  'attention',
  'last-max',
  'last-mean',
  'last-attention',
  'max-mean',
  'max-attention',
  'mean-attention',
  'last-max-mean',
  'last-max-attention',
  'last-mean-attention',
  'max-mean-attention',
  'last-max-mean-attention',
] as const

/** One part of a pooling: the final state, the largest or the mean value of each unit, or sums weighted by attention. */
export type PoolingPart = 'last' | 'max' | 'mean' | 'attention'

/** The parts of a pooling, in the order of their columns. */
export function poolingParts(pooling: ModelConfig['pooling']): readonly PoolingPart[] {
  return pooling.split('-') as PoolingPart[]
}

/**
 * Columns of a pooled vector: each part has as many as the states, attention has that for each head.
 *
 * @param states - columns of the states of all directions together
 */
export function pooledWidth(
  { pooling, attentionHeads }: Pick<ModelConfig, 'pooling' | 'attentionHeads'>,
  states: number,
): number {
  const columns = poolingParts(pooling).map((part) =>
    part === 'attention' ? attentionHeads * states : states,
  )
  return columns.reduce((sum, width) => sum + width, 0)
}

/** Whether a network weighs its tokens by attention; `linear` has no states to weigh, whatever its pooling says. */
export function hasAttention({ encoder, pooling }: Pick<ModelConfig, 'encoder' | 'pooling'>): boolean {
  return encoder !== 'linear' && poolingParts(pooling).includes('attention')
}

/**
 * Refuses a network without attention.
 *
 * @throws ATTENTION_MISSING naming the key that stands against it, and what to train with
 */
export function requireAttention({ encoder, pooling }: Pick<ModelConfig, 'encoder' | 'pooling'>): void {
  if (hasAttention({ encoder, pooling })) return
  if (encoder === 'linear') {
    throw attentionMissing(
      'model.encoder',
      'linear, which has no states to weigh; train with another encoder and a model.pooling that has attention, such as max-mean-attention',
    )
  }
  throw attentionMissing(
    'model.pooling',
    `${pooling}, which weighs no tokens; train with a model.pooling that has attention, such as ${pooling}-attention`,
  )
}

function attentionMissing(key: string, reason: string): TextgateError {
  return new TextgateError('ATTENTION_MISSING', `${key} of this model is ${reason}`, { details: { key } })
}
