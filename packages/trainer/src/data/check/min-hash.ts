/** Numbers of a signature. */
export const SIGNATURE_BYTES = 128

/** UTF-16 units of a shingle, and of one of a text most of whose letters are Chinese, Japanese or Korean. */
const SHINGLE = 5
const DENSE_SHINGLE = 3
const FIRST_DENSE_UNIT = 0x2e80
/** Odd factor of a polynomial hash modulo 2^32. */
const FACTOR = 0x9e3779b1

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
 * Shingles are five letters or digits in a row, three where most are Chinese, Japanese or Korean; blanks and punctuation
 * are left out. Each is hashed once: seven bits choose one of 128 bins, which keeps the smallest of the other bits (one
 * permutation hashing: Li, Owen and Zhang, 2012), of which eight stay (Li and König, "b-Bit Minwise Hashing", 2010). An
 * empty bin takes over another's value (Shrivastava, "Optimal Densification for Fast and Accurate Minwise Hashing", 2017).
 */
export function minHasher(): MinHasher {
  const minima = new Int32Array(SIGNATURE_BYTES)
  const signature = new Uint8Array(SIGNATURE_BYTES)
  let units = new Uint16Array(4096)
  return (text) => {
    if (units.length < text.length) units = new Uint16Array(2 * text.length)
    let length = 0
    let dense = 0
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (IN_SHINGLES[unit] === 0) continue
      units[length++] = unit
      if (unit >= FIRST_DENSE_UNIT) dense++
    }
    if (length === 0) return undefined
    findMinima(units, length, 2 * dense > length ? DENSE_SHINGLE : SHINGLE, minima)
    for (let bin = 0; bin < SIGNATURE_BYTES; bin++) signature[bin] = minima[fullBin(minima, bin)] as number
    return signature
  }
}

/** The smallest hash of a shingle in each bin; a text that is shorter than a shingle is one. */
function findMinima(units: Uint16Array, length: number, shingle: number, minima: Int32Array): void {
  const first = Math.min(shingle, length) - 1
  let leaving = 1 // FACTOR to the power of `shingle`
  for (let i = 0; i < shingle; i++) leaving = Math.imul(leaving, FACTOR)
  minima.fill(EMPTY)
  let rolling = 0
  for (let end = 0; end < length; end++) {
    rolling = (Math.imul(rolling, FACTOR) + (units[end] as number)) | 0
    if (end >= shingle) rolling = (rolling - Math.imul(units[end - shingle] as number, leaving)) | 0
    if (end < first) continue
    const hash = mixed(rolling)
    const bin = hash >>> 25
    const value = hash & 0x1ffffff
    if (value < (minima[bin] as number)) minima[bin] = value
  }
}

/** The finaliser of MurmurHash3 (Appleby, 2011). */
function mixed(rolling: number): number {
  let hash = Math.imul(rolling ^ (rolling >>> 16), 0x85ebca6b)
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
