import * as tf from '@tensorflow/tfjs'
import type { ConvInput } from '../conv-layer.ts'

/** The convolution as one product over windows laid side by side, with tfjs's own gradients: for any backend. */
export function tfjsConv({ x, lengths, kernel, bias }: ConvInput): tf.Tensor3D {
  const [batch, length, inputs] = x.shape
  const [width, , filters] = kernel.shape
  return tf.tidy(() => {
    const mask = tf.tensor3d(
      Float32Array.from({ length: batch * length }, (_, i) =>
        i % length < (lengths[Math.floor(i / length)] as number) ? 1 : 0,
      ),
      [batch, length, 1],
    )
    const before = Math.floor((width - 1) / 2)
    const padded = tf.pad(tf.mul(x, mask), [
      [0, 0],
      [before, width - 1 - before],
      [0, 0],
    ])
    const shifted = Array.from({ length: width }, (_, j) =>
      tf.slice(padded, [0, j, 0], [batch, length, inputs]),
    )
    const windows = tf.concat(shifted, 2).reshape([batch * length, width * inputs]) as tf.Tensor2D
    const sums = tf.matMul(windows, kernel.reshape([width * inputs, filters]) as tf.Tensor2D) // [batch * length, filters]
    return tf.mul(tf.add(sums, bias).reshape([batch, length, filters]), mask) as tf.Tensor3D
  })
}
