import { EMPTY_HASH, hashUnit } from '../hash-units.ts'

/** Texts in a sample at most. Texts of four words each are still enough to judge their vocabulary. */
export const SAMPLE_TEXTS = 4096
/** UTF-16 units that are kept of a text: a few long texts must not speak for all. */
export const SAMPLE_UNITS = 1000

/** A bounded sample of distinct texts. */
export interface TextSample {
  add(text: string): void
  /** The starts of the texts in the sample, each of at most `SAMPLE_UNITS`, in an order that follows from them alone. */
  texts(): readonly Uint16Array[]
}

interface Sampled {
  readonly hash: number
  readonly units: Uint16Array
}

/**
 * A sample of the texts whose starts have the smallest hashes, at most `limit`. So it depends neither on the order of the
 * texts nor on how often each occurs, and any part of the sample is a sample too (Broder, "On the resemblance and
 * containment of documents", 1997). Takes at most 16 MiB.
 */
export function textSample(limit: number = SAMPLE_TEXTS): TextSample {
  let kept: Sampled[] = []
  let largest = 2 ** 32 // hashes above are of no use

  const prune = (): void => {
    kept.sort(compare)
    kept = kept.filter((one, i) => i === 0 || compare(kept[i - 1] as Sampled, one) !== 0).slice(0, limit)
    if (kept.length === limit) largest = (kept.at(-1) as Sampled).hash
  }

  return {
    add(text) {
      const length = Math.min(text.length, SAMPLE_UNITS)
      const hash = hashStart(text, length)
      if (hash > largest) return
      // Units of their own: a slice of the string would keep the whole text.
      const units = new Uint16Array(length)
      for (let i = 0; i < length; i++) units[i] = text.charCodeAt(i)
      kept.push({ hash, units })
      if (kept.length >= 2 * limit) prune()
    },
    texts() {
      prune()
      return kept.map(({ units }) => units)
    },
  }
}

function hashStart(text: string, length: number): number {
  let hash = EMPTY_HASH
  for (let i = 0; i < length; i++) hash = hashUnit(hash, text.charCodeAt(i))
  // FNV leaves the last characters mostly in the low bits; the finaliser of MurmurHash3 (Appleby) spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function compare(a: Sampled, b: Sampled): number {
  if (a.hash !== b.hash) return a.hash - b.hash
  if (a.units.length !== b.units.length) return a.units.length - b.units.length
  for (let i = 0; i < a.units.length; i++) {
    const difference = (a.units[i] as number) - (b.units[i] as number)
    if (difference !== 0) return difference
  }
  return 0
}
