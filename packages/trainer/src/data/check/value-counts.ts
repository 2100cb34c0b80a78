/** What lies in the middle, near the end and at the end of many numbers. */
export interface Quantiles {
  readonly median: number
  /** 95 of 100 are no larger. */
  readonly p95: number
  readonly max: number
}

/** Counts whole numbers by value, so memory follows from how many different ones there are. */
export interface ValueCounts {
  add(value: number): void
  /** Nearest rank: the smallest value that at least that share is no larger than; zeros where there are no values. */
  quantiles(): Quantiles
}

export function valueCounts(): ValueCounts {
  const counts = new Map<number, number>()
  let size = 0
  return {
    add(value) {
      counts.set(value, (counts.get(value) ?? 0) + 1)
      size++
    },
    quantiles() {
      const sorted = [...counts].sort(([a], [b]) => a - b)
      const quantile = (share: number): number => {
        let seen = 0
        for (const [value, count] of sorted) {
          seen += count
          if (seen >= share * size) return value
        }
        return 0
      }
      return { median: quantile(0.5), p95: quantile(0.95), max: sorted.at(-1)?.[0] ?? 0 }
    },
  }
}
