import { hashUnits } from './hash-units.ts'

const LARGEST_KEPT = 1 << 20 // spans; a rare giant text must not hold its memory for ever

/** Spans [start, end) in growing buffers, reused from text to text. */
export interface SpanList {
  /** Start and end of each span, shape [at least count, 2]. */
  bounds: Int32Array
  /** `hashUnits` of each span, shape [at least count]. */
  hashes: Int32Array
  count: number
}

export function createSpanList(): SpanList {
  return { bounds: new Int32Array(2048), hashes: new Int32Array(1024), count: 0 }
}

/** Makes room for `count` spans and forgets those that are there. */
export function clearSpans(spans: SpanList, count: number): void {
  spans.count = 0
  const isWasteful = spans.hashes.length > LARGEST_KEPT && count < LARGEST_KEPT
  if (spans.hashes.length >= count && !isWasteful) return
  const capacity = Math.max(1024, Math.ceil(count * 1.5))
  spans.bounds = new Int32Array(2 * capacity)
  spans.hashes = new Int32Array(capacity)
}

/** Adds the span [start, end), for which there must be room. */
export function pushUnits(spans: SpanList, units: Uint16Array, start: number, end: number): void {
  const at = spans.count++
  spans.bounds[2 * at] = start
  spans.bounds[2 * at + 1] = end
  spans.hashes[at] = hashUnits(units, start, end)
}
