import * as tf from '@tensorflow/tfjs'
import { hostView } from '../../host-view.ts'

/** The values of a float32 tensor, to be read at once: where they lie, or a copy where the host cannot see them. */
export function valuesOf(tensor: tf.Tensor): Float32Array {
  return hostView(tensor) ?? (tensor.dataSync() as Float32Array)
}

/** A tensor with a copy of values that lie in kernel memory. */
export function tensorOf(values: Float32Array, shape: readonly number[]): tf.Tensor {
  // tfjs-wasm copies what it is given; other backends keep it, and cannot take shared memory.
  const own = tf.getBackend() === 'wasm' ? values : values.slice()
  return tf.tensor(own, shape as number[], 'float32')
}
