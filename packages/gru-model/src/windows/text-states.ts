import type * as tf from '@tensorflow/tfjs'
import { reorderRows } from '../reorder-rows.ts'
import type { Reading } from './reading.ts'

/**
 * The states of texts from those of their windows; differentiable.
 *
 * @param states - float32, shape [reading.rows.tokens, width], in packed order
 * @returns float32, shape [reading.texts.tokens, width], in packed order
 */
export function textStates({ positions }: Reading, states: tf.Tensor2D): tf.Tensor2D {
  return positions ? reorderRows(states, positions) : states
}
