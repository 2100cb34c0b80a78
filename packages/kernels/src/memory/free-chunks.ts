/** Chunks start at multiples of this and have such sizes, in bytes: a cache line, and any vector load is aligned. */
export const ALIGNMENT = 64

/** Size classes a doubling: four keep a search short and waste little. */
const CLASSES_PER_DOUBLING = 4

/** How many chunks of a request's own class are looked at for the tightest fit. */
const LOOK_AT = 16

/**
 * The free part of a range of addresses: takes and gives back chunks, neighbours grow together.
 *
 * A good fit by size class with immediate coalescing, as in TLSF (Masmano et al. 2004): what has been given back whole
 * is whole again, so a pattern of requests that repeats never needs more room than it did the first time.
 */
export class FreeChunks {
  readonly #bins: number[][] = []
  readonly #sizeAt = new Map<number, number>()
  readonly #startBefore = new Map<number, number>()

  /** Size of the free chunk that ends at an address, or 0; in bytes. */
  sizeBefore(end: number): number {
    const start = this.#startBefore.get(end)
    return start === undefined ? 0 : end - start
  }

  /** Adds a chunk; joins it with free neighbours. Both numbers are multiples of `ALIGNMENT`. */
  add(start: number, size: number): void {
    let from = start
    let to = start + size
    const before = this.#startBefore.get(start)
    if (before !== undefined) {
      this.#remove(before)
      from = before
    }
    const after = this.#sizeAt.get(to)
    if (after !== undefined) {
      this.#remove(to)
      to += after
    }
    this.#insert(from, to - from)
  }

  /** Takes a chunk of a size, a multiple of `ALIGNMENT`; gives its address, or undefined when none is that large. */
  take(size: number): number | undefined {
    const start = this.#find(size)
    if (start === undefined) return undefined
    const rest = this.#sizeAt.get(start)! - size
    this.#remove(start)
    if (rest > 0) this.#insert(start + size, rest)
    return start
  }

  #find(size: number): number | undefined {
    const own = classOf(size)
    let best: number | undefined
    let bestSize = Number.POSITIVE_INFINITY
    const bin = this.#bins[own] ?? []
    for (let i = bin.length - 1; i >= Math.max(0, bin.length - LOOK_AT); i--) {
      const candidate = this.#sizeAt.get(bin[i]!)!
      if (candidate >= size && candidate < bestSize) {
        best = bin[i]
        bestSize = candidate
      }
    }
    if (best !== undefined) return best
    for (let i = own + 1; i < this.#bins.length; i++) {
      const start = this.#bins[i]?.at(-1)
      if (start !== undefined) return start
    }
    return bin.find((start) => this.#sizeAt.get(start)! >= size)
  }

  #insert(start: number, size: number): void {
    const index = classOf(size)
    while (this.#bins.length <= index) this.#bins.push([])
    this.#bins[index]!.push(start)
    this.#sizeAt.set(start, size)
    this.#startBefore.set(start + size, start)
  }

  #remove(start: number): void {
    const size = this.#sizeAt.get(start)!
    const bin = this.#bins[classOf(size)]!
    bin.splice(bin.lastIndexOf(start), 1)
    this.#sizeAt.delete(start)
    this.#startBefore.delete(start + size)
  }
}

/** The class of a size: sizes of one class differ by less than a quarter. */
function classOf(size: number): number {
  const units = size / ALIGNMENT
  const doubling = 31 - Math.clz32(units)
  return doubling * CLASSES_PER_DOUBLING + Math.floor((units / 2 ** doubling - 1) * CLASSES_PER_DOUBLING)
}
