import type * as tf from '@tensorflow/tfjs'
import { reorderRows } from '../reorder-rows.ts'
import type { TextPacking } from './text-packing.ts'

/**
 * The states of texts from those of their windows; differentiable.
 *
 * @param states - float32, shape [tokens, width], in the packed order of the windows
 * @returns float32, of the same shape, in the packed order of the texts
 */
export function textStates({ positions }: TextPacking, states: tf.Tensor2D): tf.Tensor2D {
  return positions ? reorderRows(states, positions) : states
}
