import { randomGenerator } from '@textgate/core'

/** Dropout at one place of the network in one pass. */
export interface Dropout {
  /** Share of values set to zero, in [0, 1). */
  readonly rate: number
  /** Which values, int32 or uint32; the same seed drops the same values on every backend and kernel. */
  readonly seed: number
}

/** No dropout. */
export const NO_DROPOUT: Dropout = { rate: 0, seed: 0 }

/** Seed of one place, e.g. `embedding.0`, from the seed of the whole pass: every place has a stream of its own. */
export function seedOfPlace(seed: number, place: string): number {
  return randomGenerator(`${seed}/${place}`).integer(2 ** 32)
}

/**
 * A mask of 0 and 1 / (1 - rate).
 *
 * Value i comes from a hash of the seed and i ("lowbias32", C. Wellons 2018, "Prospecting for Hash Functions"): the same
 * on every backend, and faster than the generator of tf.dropout.
 */
export function dropoutMask(size: number, { rate, seed }: Dropout): Float32Array {
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
