/** Numbers of a signature. */
export const SIGNATURE_BYTES = 128

/** UTF-16 units of a shingle; those that begin with a Chinese, Japanese or Korean character have fewer. */
const SHINGLE = 5
const DENSE_SHINGLE = 3
const FIRST_DENSE_UNIT = 0x2e80

/** Larger than every value. */
const EMPTY = 0x7fffffff
/** By UTF-16 unit: 1 for letters, marks, numbers, and halves of characters above U+FFFF. */
const IN_SHINGLES = Uint8Array.from({ length: 0x10000 }, (_, unit) =>
  /[\p{L}\p{M}\p{N}\p{Cs}]/u.test(String.fromCharCode(unit)) ? 1 : 0,
)

/**
 * A signature of a normalised text, 128 bytes, overwritten by the next one; undefined where it has no letters or digits.
 * Of two texts, about as large a share of the bytes is equal as their sets of shingles share: their resemblance, Broder,
 * "On the resemblance and containment of documents", 1997.
 */
export type MinHasher = (normalizedText: string) => Uint8Array | undefined

/**
 * Shingles are five letters or digits in a row (three in Chinese, Japanese and Korean), blanks and punctuation left out.
 * Each is hashed once: seven bits choose one of 128 bins, which keeps the smallest of the other bits (one permutation
 * hashing: Li, Owen and Zhang, 2012), of which eight stay (Li and König, "b-Bit Minwise Hashing", 2010). An empty bin
 * takes over another's value (Shrivastava, "Optimal Densification for Fast and Accurate Minwise Hashing", 2017).
 */
export function minHasher(): MinHasher {
  const minima = new Int32Array(SIGNATURE_BYTES)
  const signature = new Uint8Array(SIGNATURE_BYTES)
  let units = new Uint16Array(4096)
  return (text) => {
    if (units.length < text.length + SHINGLE) units = new Uint16Array(2 * (text.length + SHINGLE))
    let length = 0
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (IN_SHINGLES[unit] === 1) units[length++] = unit
    }
    if (length === 0) return undefined
    units.fill(0, length, length + SHINGLE) // where a text is shorter than a shingle
    minima.fill(EMPTY)
    for (let start = 0; start < length; start++) {
      const isDense = (units[start] as number) >= FIRST_DENSE_UNIT
      if (start > 0 && start + (isDense ? DENSE_SHINGLE : SHINGLE) > length) break
      const hash = hashShingle(units, start, isDense)
      const bin = hash >>> 25
      const value = hash & 0x1ffffff
      if (value < (minima[bin] as number)) minima[bin] = value
    }
    for (let bin = 0; bin < SIGNATURE_BYTES; bin++) signature[bin] = minima[fullBin(minima, bin)] as number
    return signature
  }
}

/** A factor of its own for each unit, so that their order counts, and the finaliser of MurmurHash3 (Appleby, 2011). */
function hashShingle(units: Uint16Array, start: number, isDense: boolean): number {
  let hash = Math.imul(units[start] as number, 0x9e3779b1)
  hash ^= Math.imul(units[start + 1] as number, 0x7feb352d)
  hash ^= Math.imul(units[start + 2] as number, 0x31848bab)
  if (!isDense) {
    hash ^= Math.imul(units[start + 3] as number, 0x2c1b3c6d)
    hash ^= Math.imul(units[start + 4] as number, 0x297a2d39)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

/** The bin itself, or the first that is not empty on a way through all bins, which is another one for each. */
function fullBin(minima: Int32Array, bin: number): number {
  const step = (Math.imul(bin + 1, 0x9e3779b1) >>> 24) | 1
  let full = bin
  while (minima[full] === EMPTY) full = (full + step) % SIGNATURE_BYTES
  return full
}
