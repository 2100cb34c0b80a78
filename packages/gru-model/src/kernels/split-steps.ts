import * as tf from '@tensorflow/tfjs'

/** Backends that keep tensors where JavaScript can read them at once. */
const HOST_BACKENDS = new Set(['wasm', 'cpu'])

/**
 * Cuts a time-major tensor [length * batch, width] into `length` tensors [batch, width].
 *
 * tfjs-wasm copies the whole source for each slice, so on the host backends the values are read once and cut there:
 * 1 ms instead of 7 for 48 steps of 64 x 128.
 */
export function splitSteps(values: tf.Tensor2D, length: number): tf.Tensor2D[] {
  const [rows, width] = values.shape
  const batch = rows / length
  if (length === 1) return [values.clone()]
  if (!HOST_BACKENDS.has(tf.getBackend())) return tf.split(values, length)
  const data = values.dataSync()
  const size = batch * width
  return Array.from({ length }, (_, t) =>
    tf.tensor2d(data.subarray(t * size, (t + 1) * size), [batch, width], 'float32'),
  )
}
