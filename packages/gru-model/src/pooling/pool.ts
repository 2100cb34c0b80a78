import * as tf from '@tensorflow/tfjs'
import type { ModelConfig } from '@textgate/core'
import { poolLast } from './pool-last.ts'
import { poolMax } from './pool-max.ts'
import { poolMean } from './pool-mean.ts'
import { realSteps } from './real-steps.ts'

/**
 * One vector a row from the states of all steps.
 *
 * @param directions - states [length, batch, hidden] of the forward direction and, if there is one, of the backward one
 * @param lengths - real steps of each row; a row of length 0 pools to zeros
 * @returns float32, [batch, directions * hidden], for max-mean twice as wide: all maxima, then all means. The directions
 *   are pooled one by one, which spares joining their states.
 */
export function pool(
  directions: readonly tf.Tensor3D[],
  lengths: Int32Array,
  mode: ModelConfig['pooling'],
): tf.Tensor2D {
  if (mode === 'last') return join(directions.map((states, i) => poolLast(states, i === 1)))
  const steps = realSteps(lengths, (directions[0] as tf.Tensor3D).shape[0])
  const maxima = mode === 'mean' ? [] : directions.map((states) => poolMax(states, steps))
  const means = mode === 'max' ? [] : directions.map((states) => poolMean(states, steps))
  return join([...maxima, ...means])
}

function join(parts: tf.Tensor2D[]): tf.Tensor2D {
  return parts.length === 1 ? (parts[0] as tf.Tensor2D) : tf.concat(parts, 1)
}
