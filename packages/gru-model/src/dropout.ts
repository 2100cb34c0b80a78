import * as tf from '@tensorflow/tfjs'
import { randomGenerator } from '@textgate/core'

/** Where dropout is applied and from which seed; each place draws from a stream of its own. */
export interface Dropout {
  /** Share of values set to zero, in [0, 1). */
  readonly rate: number
  /** Seed of the call; the same seed drops the same values on every backend. */
  readonly seed: number
  /** Name of the place, e.g. `embedding`. */
  readonly place: string
}

/** Sets a random share of the values to zero and scales the rest by 1 / (1 - rate); any shape. */
export function dropOut<T extends tf.Tensor>(x: T, { rate, seed, place }: Dropout): T {
  if (rate === 0) return x
  const mask = dropoutMask(x.size, rate, randomGenerator(`${seed}/${place}`).integer(2 ** 32))
  return tf.mul(x, tf.tensor(mask, x.shape, 'float32')) as T
}

/**
 * A mask of 0 and 1 / (1 - rate).
 *
 * Value i comes from a hash of the seed and i ("lowbias32", C. Wellons 2018, "Prospecting for Hash Functions"): the same
 * on every backend, and faster than the generator of tf.dropout.
 *
 * @param rate - share of zeros, in [0, 1)
 * @param seed - int32 or uint32
 */
export function dropoutMask(size: number, rate: number, seed: number): Float32Array {
  const mask = new Float32Array(size)
  const threshold = Math.floor(rate * 2 ** 31)
  const kept = 1 / (1 - rate)
  for (let i = 0; i < size; i++) {
    let hash = (seed + Math.imul(i, 0x9e3779b9)) | 0
    hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
    hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
    hash = (hash ^ (hash >>> 16)) >>> 1 // 31 bits, so that the difference below fits an int32
    // The sign bit instead of an if: a branch that no processor can predict costs four times the hash.
    const dropped = (hash - threshold) >>> 31
    mask[i] = kept * (1 - dropped)
  }
  return mask
}
