import * as tf from '@tensorflow/tfjs'
import { liveValues } from './live-values.ts'

/**
 * Gives a variable memory of its own: what it was made from, or a clone, may lie in the same.
 *
 * @returns a copy of the values
 */
export function ownValues(variable: tf.Variable): Float32Array {
  const values = new Float32Array(variable.dataSync())
  const copy = tf.tensor(values.slice(), variable.shape)
  variable.assign(copy)
  copy.dispose()
  return values
}

/**
 * Lets a variable, which has memory of its own, show these values.
 *
 * @param values - float32, of the variable's size; may lie in shared memory
 */
export function showValues(variable: tf.Variable, values: Float32Array): void {
  const backend = tf.getBackend()
  if (backend === 'cpu') {
    liveValues(variable).set(values)
    return
  }
  // Not in place: for products with a tensor, tfjs-wasm keeps a packed copy of it as long as the tensor lives. It copies
  // what it is given; other backends cannot take shared memory.
  const updated = tf.tensor(backend === 'wasm' ? values : new Float32Array(values), variable.shape)
  variable.assign(updated)
  updated.dispose()
}
