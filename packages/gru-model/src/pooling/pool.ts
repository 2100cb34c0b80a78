import * as tf from '@tensorflow/tfjs'
import type { ModelConfig } from '@textgate/core'
import { lengthsOfRows, type Packing, positionsOfPadded } from '../packing.ts'
import { spreadRows } from '../spread-rows.ts'
import { poolLast } from './pool-last.ts'
import { poolMax } from './pool-max.ts'
import { poolMean } from './pool-mean.ts'
import { realSteps } from './real-steps.ts'

/** How the states of a batch become one vector a row. */
export interface Pooling {
  readonly kind: ModelConfig['pooling']
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
 * @returns float32, shape [batch.size, pooledWidth], rows in the batch's order; a row of length 0 pools to zeros. For
 *   max-mean all maxima come first, then all means
 */
export function pool({ kind, batch, width, hidden }: Pooling, states: tf.Tensor2D): tf.Tensor2D {
  if (kind === 'last') return poolLast(batch, states, hidden)
  const padded = spreadRows(states, positionsOfPadded(batch)).reshape<tf.Tensor3D>([
    batch.length,
    batch.size,
    width,
  ])
  const steps = realSteps(lengthsOfRows(batch), batch.length)
  const maxima = kind === 'mean' ? [] : [poolMax(padded, steps)]
  const means = kind === 'max' ? [] : [poolMean(padded, steps)]
  const parts = [...maxima, ...means]
  return parts.length === 1 ? (parts[0] as tf.Tensor2D) : tf.concat(parts, 1)
}
