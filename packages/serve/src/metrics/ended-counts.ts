import type { MetricObject } from 'prom-client'
import { addCounts } from './metrics-text.ts'
import { type VersionsKept, withoutForgotten } from './versions-kept.ts'

/** What processes that have ended had counted, together. */
export interface EndedCounts {
  add(counts: readonly MetricObject[]): void
  all(): Promise<MetricObject[]>
}

/** @param kept - versions of which counts are told */
export function endedCounts(kept: VersionsKept): EndedCounts {
  let sum: Promise<MetricObject[]> = Promise.resolve([])
  return {
    // One after the other: two processes may end at the same time.
    add: (counts) => {
      sum = sum.then((before) => addCounts(before, [...counts])).then((all) => withoutForgotten(all, kept))
    },
    all: () => sum,
  }
}
