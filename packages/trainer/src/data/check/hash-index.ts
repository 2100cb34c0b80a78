import { grownTo } from './grown-to.ts'
import type { TextHash } from './hash-text.ts'

const FIRST_SLOTS = 1024

/** Numbers distinct 64-bit hashes from 0 in the order in which they come. Open addressing; 16 to 28 bytes a hash. */
export class HashIndex {
  #highs = new Int32Array(FIRST_SLOTS / 2)
  #lows = new Int32Array(FIRST_SLOTS / 2)
  /** Entry + 1, or 0 where the slot is free; a power of two of them, at most half in use. */
  #slots = new Int32Array(FIRST_SLOTS)
  #size = 0

  /** Distinct hashes so far. */
  get size(): number {
    return this.#size
  }

  /** The number of a hash, or -1. */
  find(hash: TextHash): number {
    return (this.#slots[this.#slotOf(hash)] as number) - 1
  }

  /** The number of a hash, which is `size` before the call where it is new. */
  add(hash: TextHash): number {
    const slot = this.#slotOf(hash)
    const entry = (this.#slots[slot] as number) - 1
    if (entry >= 0) return entry
    const added = this.#size++
    this.#slots[slot] = added + 1
    this.#highs = grownTo(this.#highs, this.#size)
    this.#lows = grownTo(this.#lows, this.#size)
    this.#highs[added] = hash.high
    this.#lows[added] = hash.low
    if (2 * this.#size > this.#slots.length) this.#moveToMoreSlots()
    return added
  }

  /** Where a hash is, or the free slot where it belongs. */
  #slotOf({ high, low }: TextHash): number {
    const mask = this.#slots.length - 1
    let slot = high & mask
    for (;;) {
      const entry = (this.#slots[slot] as number) - 1
      if (entry < 0 || (this.#highs[entry] === high && this.#lows[entry] === low)) return slot
      slot = (slot + 1) & mask
    }
  }

  #moveToMoreSlots(): void {
    this.#slots = new Int32Array(2 * this.#slots.length)
    for (let entry = 0; entry < this.#size; entry++) {
      const hash = { high: this.#highs[entry] as number, low: this.#lows[entry] as number }
      this.#slots[this.#slotOf(hash)] = entry + 1
    }
  }
}
