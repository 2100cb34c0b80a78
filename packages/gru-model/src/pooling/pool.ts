import * as tf from '@tensorflow/tfjs'
import { type ModelConfig, poolingParts } from '@textgate/core'
import { lengthsOfRows, type Packing, positionsOfPadded } from '../packing.ts'
import { spreadRows } from '../spread-rows.ts'
import { type AttentionWeight, attentionOf, poolAttention } from './pool-attention.ts'
import { poolLast } from './pool-last.ts'
import { poolMax } from './pool-max.ts'
import { poolMean } from './pool-mean.ts'
import { realSteps } from './real-steps.ts'

/** How the states of a batch become one vector a row. */
export interface Pooling {
  readonly config: ModelConfig
  readonly batch: Packing
  /** Columns of the states. */
  readonly width: number
  /** Columns of one direction, for `last` alone: the first ones run forward, the others backward. */
  readonly hidden: number
}

/**
 * One vector a row from the states of all real tokens, in tfjs operations.
 *
 * @param states - float32, shape [batch.tokens, width], in packed order; one token at least
 * @param weight - weights of attention by name, where the pooling has it
 * @returns float32, shape [batch.size, pooledWidth], rows in the batch's order: the parts of the pooling side by side. A row
 *   of length 0 pools to zeros
 */
export function pool(pooling: Pooling, states: tf.Tensor2D, weight: AttentionWeight): tf.Tensor2D {
  const { config, batch, width, hidden } = pooling
  if (config.pooling === 'last') return poolLast(batch, states, hidden)
  const padded = spreadRows(states, positionsOfPadded(batch)).reshape<tf.Tensor3D>([
    batch.length,
    batch.size,
    width,
  ])
  const steps = realSteps(lengthsOfRows(batch), batch.length)
  const parts = {
    last: () => poolLast(batch, states, hidden),
    max: () => poolMax(padded, steps),
    mean: () => poolMean(padded, steps),
    attention: () => poolAttention(attentionOf(batch, states, steps, weight), padded),
  }
  const pooled = poolingParts(config.pooling).map((part) => parts[part]())
  return pooled.length === 1 ? (pooled[0] as tf.Tensor2D) : tf.concat(pooled, 1)
}
