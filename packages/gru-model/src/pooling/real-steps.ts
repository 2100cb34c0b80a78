import * as tf from '@tensorflow/tfjs'

/** Which steps of a time-major batch are real, in the forms that pooling needs. */
export interface RealSteps {
  /** 1 at real steps, 0 at padding, float32, shape [length, batch, 1]; undefined when every step is real. */
  readonly mask: tf.Tensor3D | undefined
  /** 1 / real steps of each row, 0 for an empty row, float32, shape [batch, 1]. */
  readonly inverseLengths: tf.Tensor2D
}

/** Describes rows with `lengths` real steps in a batch of `length` steps. */
export function realSteps(lengths: Int32Array, length: number): RealSteps {
  const batch = lengths.length
  const inverse = Float32Array.from(lengths, (real) => (real === 0 ? 0 : 1 / real))
  const inverseLengths = tf.tensor2d(inverse, [batch, 1])
  if (lengths.every((real) => real >= length)) return { mask: undefined, inverseLengths }
  const mask = new Float32Array(length * batch)
  for (let t = 0; t < length; t++) {
    for (let b = 0; b < batch; b++) if (t < (lengths[b] as number)) mask[t * batch + b] = 1
  }
  return { mask: tf.tensor3d(mask, [length, batch, 1]), inverseLengths }
}

/** The lowest float32, which is never the largest of several and whose share in a softmax is 0. */
const LOWEST = -3.4028234663852886e38

/**
 * Values at real steps, and the lowest number at padding.
 *
 * @param values - float32
 * @param mask - 1 at real steps, 0 at padding, float32, of the shape of `values` or one that is spread to it
 */
export function realOrLowest(values: tf.Tensor3D, mask: tf.Tensor3D): tf.Tensor3D {
  return tf.where(tf.cast(mask, 'bool'), values, LOWEST)
}
