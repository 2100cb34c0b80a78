import { hashUnits } from './hash-units.ts'
import { unitsToString } from './units-to-string.ts'

const FIRST_SLOTS = 1024 // a power of two, as all later ones
const LARGEST_LOAD = 0.25 // slots in use before the table doubles; low, because a second probe costs more than memory

/**
 * A set of strings that is asked with units in a buffer, so that no string is made for a look-up. Each entry has a
 * number, from 0 in order of insertion.
 */
export class UnitTable {
  /** Pairs of hash and entry, side by side so that one look reads both; entry -1 is free. */
  #slots = freeSlots(FIRST_SLOTS)
  /** Entry e is arena units [bounds[e], bounds[e + 1]). */
  #bounds = new Int32Array(FIRST_SLOTS + 1)
  #arena = new Uint16Array(8 * FIRST_SLOTS)
  #size = 0

  /** Number of entries. */
  get size(): number {
    return this.#size
  }

  /** Number of the entry that equals units [start, end), or -1. @param hash - their `hashUnits`, when known */
  find(units: Uint16Array, start: number, end: number, hash = hashUnits(units, start, end)): number {
    return this.#slots[this.#slotOf(units, start, end, hash) + 1] as number
  }

  /** As `find`, for bytes of ASCII that become units by `fold`; `hash` is that of the units. */
  findFolded(bytes: Uint8Array, start: number, end: number, fold: Uint8Array, hash: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    const length = end - start
    let slot = firstSlot(hash) & mask
    while (true) {
      const entry = slots[slot + 1] as number
      if (entry < 0) return -1
      if (slots[slot] === hash) {
        const from = this.#bounds[entry] as number
        if ((this.#bounds[entry + 1] as number) - from === length) {
          const arena = this.#arena
          let i = 0
          while (i < length && arena[from + i] === fold[bytes[start + i] as number]) i++
          if (i === length) return entry
        }
      }
      slot = (slot + 2) & mask
    }
  }

  /** Number of the entry that equals units [start, end), which is added if need be. */
  add(units: Uint16Array, start: number, end: number, hash = hashUnits(units, start, end)): number {
    const slot = this.#slotOf(units, start, end, hash)
    const known = this.#slots[slot + 1] as number
    if (known >= 0) return known
    const entry = this.#size++
    const from = this.#bounds[entry] as number
    const to = from + end - start
    if (to > this.#arena.length)
      this.#arena = grown(this.#arena, new Uint16Array(Math.max(to, this.#arena.length * 2)))
    this.#arena.set(units.subarray(start, end), from)
    if (this.#size >= this.#bounds.length) {
      this.#bounds = grown(this.#bounds, new Int32Array(this.#bounds.length * 2))
    }
    this.#bounds[entry + 1] = to
    this.#slots[slot] = hash
    this.#slots[slot + 1] = entry
    if (this.#size * 2 > this.#slots.length * LARGEST_LOAD) this.#rehash()
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

  /** Place of the pair that holds these units, or of the free one where they would go. */
  #slotOf(units: Uint16Array, start: number, end: number, hash: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    const length = end - start
    let slot = firstSlot(hash) & mask
    while (true) {
      const entry = slots[slot + 1] as number
      if (entry < 0) return slot
      if (slots[slot] === hash) {
        const from = this.#bounds[entry] as number
        if ((this.#bounds[entry + 1] as number) - from === length) {
          const arena = this.#arena
          let i = 0
          while (i < length && arena[from + i] === units[start + i]) i++
          if (i === length) return slot
        }
      }
      slot = (slot + 2) & mask
    }
  }

  #rehash(): void {
    const old = this.#slots
    const slots = freeSlots(old.length)
    const mask = slots.length - 1
    for (let i = 0; i < old.length; i += 2) {
      if ((old[i + 1] as number) < 0) continue
      let slot = firstSlot(old[i] as number) & mask
      while ((slots[slot + 1] as number) >= 0) slot = (slot + 2) & mask
      slots[slot] = old[i] as number
      slots[slot + 1] = old[i + 1] as number
    }
    this.#slots = slots
  }
}

function freeSlots(count: number): Int32Array<ArrayBuffer> {
  return new Int32Array(2 * count).fill(-1)
}

/** Where a hash's pair would stand: even, before masking. */
function firstSlot(hash: number): number {
  return (hash ^ (hash >>> 15)) << 1
}

function grown<T extends Int32Array | Uint16Array>(old: T, larger: T): T {
  larger.set(old)
  return larger
}
