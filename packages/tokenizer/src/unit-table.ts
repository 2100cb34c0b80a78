import { unitsToString } from './units-to-string.ts'

const FIRST_SLOTS = 1024 // a power of two, as all later ones
const LARGEST_LOAD = 0.5 // slots in use before the table doubles; unsuccessful look-ups stay short

/**
 * A set of strings that is asked with units in a buffer, so that no string is made for a look-up. Each entry has a
 * number, from 0 in order of insertion.
 */
export class UnitTable {
  #slots = new Int32Array(FIRST_SLOTS).fill(-1)
  #hashes = new Int32Array(FIRST_SLOTS)
  /** Entry e is arena units [bounds[e], bounds[e + 1]). */
  #bounds = new Int32Array(FIRST_SLOTS + 1)
  #arena = new Uint16Array(8 * FIRST_SLOTS)
  #size = 0

  /** Number of entries. */
  get size(): number {
    return this.#size
  }

  /** Units of all entries together. */
  get arenaLength(): number {
    return this.#bounds[this.#size] as number
  }

  /** Number of the entry that equals units [start, end), or -1. */
  find(units: Uint16Array, start: number, end: number): number {
    return this.#slots[this.#slotOf(units, start, end, hashOf(units, start, end))] as number
  }

  /** Number of the entry that equals units [start, end), which is added if need be. */
  add(units: Uint16Array, start: number, end: number): number {
    const hash = hashOf(units, start, end)
    const slot = this.#slotOf(units, start, end, hash)
    const known = this.#slots[slot] as number
    if (known >= 0) return known
    const entry = this.#size++
    const from = this.#bounds[entry] as number
    const to = from + end - start
    if (to > this.#arena.length)
      this.#arena = grown(this.#arena, new Uint16Array(Math.max(to, this.#arena.length * 2)))
    this.#arena.set(units.subarray(start, end), from)
    if (this.#size >= this.#hashes.length) {
      this.#hashes = grown(this.#hashes, new Int32Array(this.#hashes.length * 2))
      this.#bounds = grown(this.#bounds, new Int32Array(this.#bounds.length * 2))
    }
    this.#bounds[entry + 1] = to
    this.#hashes[entry] = hash
    this.#slots[slot] = entry
    if (this.#size > this.#slots.length * LARGEST_LOAD) this.#rehash()
    return entry
  }

  /** As `add`, for a string. */
  addString(text: string): number {
    const units = new Uint16Array(text.length)
    for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i)
    return this.add(units, 0, units.length)
  }

  /** The string of an entry. */
  stringOf(entry: number): string {
    return unitsToString(this.#arena, this.#bounds[entry] as number, this.#bounds[entry + 1] as number)
  }

  #slotOf(units: Uint16Array, start: number, end: number, hash: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    const length = end - start
    let slot = (hash ^ (hash >>> 15)) & mask
    while (true) {
      const entry = slots[slot] as number
      if (entry < 0) return slot
      if (this.#hashes[entry] === hash) {
        const from = this.#bounds[entry] as number
        if ((this.#bounds[entry + 1] as number) - from === length) {
          let i = 0
          while (i < length && this.#arena[from + i] === units[start + i]) i++
          if (i === length) return slot
        }
      }
      slot = (slot + 1) & mask
    }
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1)
    const mask = slots.length - 1
    for (let entry = 0; entry < this.#size; entry++) {
      const hash = this.#hashes[entry] as number
      let slot = (hash ^ (hash >>> 15)) & mask
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask
      slots[slot] = entry
    }
    this.#slots = slots
  }
}

/** FNV-1a over UTF-16 units (Fowler, Noll and Vo). */
function hashOf(units: Uint16Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (units[i] as number), 0x01000193)
  return hash
}

function grown<T extends Int32Array | Uint16Array>(old: T, larger: T): T {
  larger.set(old)
  return larger
}
