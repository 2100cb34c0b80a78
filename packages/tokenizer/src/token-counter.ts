import { hashUnits } from './hash-units.ts'
import { UnitTable } from './unit-table.ts'

/** A token and how often it was seen. */
export interface CountedToken {
  readonly token: string
  readonly count: number
}

/** Most frequent first, equal counts by code units; sorts in place. */
export function byFrequency(tokens: CountedToken[]): CountedToken[] {
  return tokens.sort((a, b) => b.count - a.count || (a.token < b.token ? -1 : 1))
}

/** Counts of distinct tokens, in memory that is bounded whatever is counted. */
export interface TokenCounter {
  /** Counts units [start, end) once. @param hash - their `hashUnits`, when known */
  count(units: Uint16Array, start: number, end: number, hash?: number): void
  /** Tokens and counts, most frequent first, equal counts by code units. */
  ranked(): CountedToken[]
  /** Distinct tokens held now; never above the limit. */
  readonly size: number
  /**
   * No count is too high, and none is lower than the truth by more than this: 0 while the distinct tokens never
   * exceeded the limit, and then everything is exact.
   */
  readonly largestError: number
}

/**
 * A counter of at most `limit` distinct tokens of at most `longestToken` UTF-16 units; longer ones, and those with
 * unpaired surrogates, are not counted. When the table is full, the rarest half is dropped, at least. A token that is
 * dropped and comes again starts anew, so its count may be low by the largest count that was ever dropped, summed over
 * the droppings (the lossy counting of Manku and Motwani, "Approximate Frequency Counts over Data Streams", 2002, with
 * droppings by fullness instead of at fixed intervals).
 */
export function tokenCounter(limit: number, longestToken: number): TokenCounter {
  let table = new UnitTable()
  let counts = new Float64Array(1024)
  let largestError = 0

  const prune = (): void => {
    const sorted = counts.slice(0, table.size).sort()
    const threshold = sorted[Math.floor(table.size / 2)] as number
    const kept = new UnitTable()
    const keptCounts = new Float64Array(counts.length)
    for (let entry = 0; entry < table.size; entry++) {
      const count = counts[entry] as number
      if (count > threshold) keptCounts[kept.addString(table.stringOf(entry))] = count
    }
    largestError += threshold
    table = kept
    counts = keptCounts
  }

  return {
    count(units, start, end, hash = hashUnits(units, start, end)) {
      if (end - start > longestToken) return
      let entry = table.find(units, start, end, hash)
      if (entry < 0) {
        if (hasUnpairedSurrogate(units, start, end)) return
        if (table.size >= limit) prune()
        entry = table.add(units, start, end, hash)
        if (entry >= counts.length) {
          const larger = new Float64Array(counts.length * 2)
          larger.set(counts)
          counts = larger
        }
      }
      counts[entry] = (counts[entry] as number) + 1
    },
    ranked() {
      const entries = Array.from({ length: table.size }, (_, entry) => ({
        token: table.stringOf(entry),
        count: counts[entry] as number,
      }))
      return byFrequency(entries)
    },
    get size() {
      return table.size
    },
    get largestError() {
      return largestError
    },
  }
}

function hasUnpairedSurrogate(units: Uint16Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const unit = units[i] as number
    if (unit < 0xd800 || unit > 0xdfff) continue
    const next = i + 1 < end ? (units[i + 1] as number) : 0
    if (unit > 0xdbff || next < 0xdc00 || next > 0xdfff) return true
    i++
  }
  return false
}
