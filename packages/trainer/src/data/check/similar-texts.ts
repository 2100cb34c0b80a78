import { grownTo } from './grown-to.ts'
import { SIGNATURE_BYTES } from './min-hash.ts'

/** Share of the shingles from which texts count as near duplicates. */
export const NEAR_RESEMBLANCE = 0.8

/** A signature is cut into bands of eight bytes; texts are compared where a whole band is equal. */
const BANDS = 16
const WORDS = SIGNATURE_BYTES / 4
/** Two unrelated bytes are equal so often. */
const CHANCE = 1 / 256
const FIRST_SLOTS = 4096

/** A text found to be like another. */
export interface SimilarText {
  readonly text: number
  /** Estimate of what the sets of shingles share, in [0.8, 1]; its standard error at 0.8 is 0.035, of 20 letters 0.05. */
  readonly resemblance: number
}

/**
 * Finds texts by their signatures (locality-sensitive hashing in bands: Indyk and Motwani, 1998; Broder, 1997). Of texts
 * that resemble each other by 0.8, 0.85 or 0.9, 95, 99.3 or 99.99 % share a band. A text is compared with the first that
 * has each of its bands, 16 at most, so time and memory (256 to 450 bytes a text) are linear; in a crowd of texts that
 * are all alike some pairs are missed for that.
 */
export class SimilarTexts {
  #signatures = new Uint32Array(256 * WORDS)
  /** text * BANDS + band + 1 of the first text with a band, or 0; a power of two of them, at most half in use. */
  #slots = new Uint32Array(FIRST_SLOTS)
  #used = 0
  #size = 0

  /** The text that is most like the signature's, where one is at least `NEAR_RESEMBLANCE`. */
  mostSimilar(signature: Uint8Array): SimilarText | undefined {
    const words = wordsOf(signature)
    let best: SimilarText | undefined
    let compared = -1
    for (let band = 0; band < BANDS; band++) {
      const found = this.#slots[this.#slotOf(words, 0, band)] as number
      if (found === 0) continue
      const text = Math.floor((found - 1) / BANDS)
      if (text === compared) continue
      compared = text
      const resemblance = this.#resemblance(signature, text)
      if (resemblance >= NEAR_RESEMBLANCE && resemblance > (best?.resemblance ?? 0))
        best = { text, resemblance }
    }
    return best
  }

  /** Remembers a text under the next number, from 0. */
  add(signature: Uint8Array): void {
    if (2 * (this.#used + BANDS) > this.#slots.length) this.#moveToMoreSlots()
    const text = this.#size++
    this.#signatures = grownTo(this.#signatures, this.#size * WORDS)
    this.#signatures.set(wordsOf(signature), text * WORDS)
    this.#fillSlots(text)
  }

  #resemblance(signature: Uint8Array, text: number): number {
    const other = new Uint8Array(this.#signatures.buffer, text * SIGNATURE_BYTES, SIGNATURE_BYTES)
    let equal = 0
    for (let i = 0; i < SIGNATURE_BYTES; i++) if (signature[i] === other[i]) equal++
    return (equal / SIGNATURE_BYTES - CHANCE) / (1 - CHANCE)
  }

  /** Where the first text with a band is, or the free slot where it belongs. @param at - first word of the signature */
  #slotOf(words: Uint32Array, at: number, band: number): number {
    const first = words[at + 2 * band] as number
    const second = words[at + 2 * band + 1] as number
    const mask = this.#slots.length - 1
    let slot = mixed(first, second, band) & mask
    for (;;) {
      const found = this.#slots[slot] as number
      if (found === 0) return slot
      const other = Math.floor((found - 1) / BANDS) * WORDS + 2 * band
      const isSameBand = (found - 1) % BANDS === band
      if (isSameBand && this.#signatures[other] === first && this.#signatures[other + 1] === second)
        return slot
      slot = (slot + 1) & mask
    }
  }

  #fillSlots(text: number): void {
    for (let band = 0; band < BANDS; band++) {
      const slot = this.#slotOf(this.#signatures, text * WORDS, band)
      if (this.#slots[slot] !== 0) continue
      this.#slots[slot] = text * BANDS + band + 1
      this.#used++
    }
  }

  /** In the order of the texts, so that memory is read from start to end, and again the first with a band has it. */
  #moveToMoreSlots(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length)
    this.#used = 0
    for (let text = 0; text < this.#size; text++) this.#fillSlots(text)
  }
}

function wordsOf(signature: Uint8Array): Uint32Array {
  return new Uint32Array(signature.buffer, signature.byteOffset, WORDS)
}

function mixed(first: number, second: number, band: number): number {
  let hash = Math.imul(first ^ (band << 4), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13) ^ second, 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
