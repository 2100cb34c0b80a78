/** A histogram of one series: how many values lay at or below each bound, how many there were, and their sum. */
export class BucketCounts {
  /** Ascending. */
  readonly bounds: readonly number[]
  /** Values in each bucket alone, and behind the last bound; shape [bounds + 1]. */
  readonly #counts: Float64Array
  #sum = 0

  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.#counts = new Float64Array(bounds.length + 1)
  }

  get sum(): number {
    return this.#sum
  }

  observe(value: number): void {
    let bucket = 0
    while (bucket < this.bounds.length && value > (this.bounds[bucket] as number)) bucket += 1
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1
    this.#sum += value
  }

  /** Values at or below each bound, and all of them; shape [bounds + 1]. */
  upTo(): number[] {
    let count = 0
    return Array.from(this.#counts, (own) => {
      count += own
      return count
    })
  }
}
