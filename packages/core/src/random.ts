/** A seeded stream of random numbers whose state can be saved and restored. */
export interface RandomGenerator {
  /** Uniform in [0, 1), 32 random bits. */
  next(): number
  /** Uniform integer in [0, bound); bound in 1 to 2^32. */
  integer(bound: number): number
  /** Standard normal. */
  normal(): number
  /** Permutes in place (Fisher-Yates) and returns the same array. */
  shuffle<T extends { length: number; [index: number]: unknown }>(values: T): T
  /** A stream of its own for a named purpose; asking twice gives the same stream, whatever was drawn meanwhile. */
  fork(name: string): RandomGenerator
  /** The whole state; `randomFromState` goes on from it. */
  state(): RandomState
}

/** Four unsigned 32-bit words and the seed words that forks derive from. */
export interface RandomState {
  readonly words: readonly [number, number, number, number]
  readonly seed: readonly [number, number, number, number]
}

type Words = [number, number, number, number]

/**
 * A generator from a seed.
 *
 * @param seed - any integer or string
 *
 * The algorithm is xoshiro128** (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021), seeded
 * by splitmix32 over an FNV-1a hash; the same on every platform.
 */
export function randomGenerator(seed: number | string): RandomGenerator {
  const words = wordsFromSeed(String(seed))
  return generator([...words], words)
}

/** The generator that `state()` described. */
export function randomFromState(state: RandomState): RandomGenerator {
  return generator([...state.words], [...state.seed])
}

function generator(words: Words, seed: Words): RandomGenerator {
  const next32 = (): number => {
    const scrambled = Math.imul(rotateLeft(Math.imul(words[1], 5), 7), 9) >>> 0
    const shifted = words[1] << 9
    words[2] ^= words[0]
    words[3] ^= words[1]
    words[1] ^= words[2]
    words[0] ^= words[3]
    words[2] ^= shifted
    words[3] = rotateLeft(words[3], 11)
    return scrambled
  }
  const integer = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
      throw new RangeError(`random integer: bound ${bound} is not in 1 to 2^32`)
    }
    // Rejection keeps every value equally likely.
    const limit = 2 ** 32 - (2 ** 32 % bound)
    let value = next32()
    while (value >= limit) value = next32()
    return value % bound
  }
  const next = (): number => next32() / 2 ** 32
  return {
    next,
    integer,
    // Box-Muller without the cached second value, so that the state stays four words.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffle: (values) => {
      const array = values as { [index: number]: unknown }
      for (let i = values.length - 1; i > 0; i--) {
        const j = integer(i + 1)
        const kept = array[i]
        array[i] = array[j]
        array[j] = kept
      }
      return values
    },
    fork: (name) => {
      const forked = wordsFromSeed(`${seed.map((word) => word >>> 0).join(',')}/${name}`)
      return generator([...forked], forked)
    },
    state: () => ({
      words: words.map((word) => word >>> 0) as Words,
      seed: seed.map((word) => word >>> 0) as Words,
    }),
  }
}

function wordsFromSeed(seed: string): Words {
  let hash = 0x811c9dc5
  for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193)
  const splitmix = (): number => {
    hash = (hash + 0x9e3779b9) | 0
    let mixed = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  return [splitmix(), splitmix(), splitmix(), splitmix() || 1]
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
