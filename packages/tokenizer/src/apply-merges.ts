import { type BpeMerges, PAIR_BASE, pairKey } from './bpe-merges.ts'
import { numberHeap } from './number-heap.ts'

/** Pieces up to this many symbols are merged by looking at all pairs again and again; longer ones by a heap. */
const SHORT = 24
const POSITION_BASE = 2 ** 27 // times the largest rank, 2^26, still an exact integer

/**
 * Merges the symbols of one piece in place: the pair of lowest rank first, of equal ones the leftmost, until no pair is
 * left to merge (Sennrich, Haddow and Birch 2016). O(n log n) for long pieces.
 *
 * @param symbols - ids of the bytes at first, of the merged tokens afterwards
 * @param length - symbols in use
 * @returns the number of tokens
 */
export function applyMerges(symbols: Int32Array, length: number, merges: BpeMerges): number {
  return length <= SHORT ? mergeShort(symbols, length, merges) : mergeLong(symbols, length, merges)
}

function mergeShort(symbols: Int32Array, length: number, { pairs }: BpeMerges): number {
  while (length > 1) {
    let best = Number.POSITIVE_INFINITY
    let at = -1
    for (let i = 0; i + 1 < length; i++) {
      const merge = pairs.get(pairKey(symbols[i] as number, symbols[i + 1] as number))
      if (merge !== undefined && merge < best) {
        best = merge
        at = i
      }
    }
    if (at < 0) break
    symbols[at] = best % PAIR_BASE
    symbols.copyWithin(at + 1, at + 2, length)
    length--
  }
  return length
}

function mergeLong(symbols: Int32Array, length: number, { pairs }: BpeMerges): number {
  const next = Int32Array.from({ length }, (_, i) => (i + 1 < length ? i + 1 : -1))
  const previous = Int32Array.from({ length }, (_, i) => i - 1)
  const heap = numberHeap()
  const offer = (left: number): void => {
    const right = left < 0 ? -1 : (next[left] as number)
    if (right < 0) return
    const merge = pairs.get(pairKey(symbols[left] as number, symbols[right] as number))
    if (merge !== undefined) heap.push(Math.floor(merge / PAIR_BASE) * POSITION_BASE + left)
  }
  for (let i = 0; i + 1 < length; i++) offer(i)
  for (let key = heap.pop(); key >= 0; key = heap.pop()) {
    const left = key % POSITION_BASE
    const right = next[left] as number
    if ((symbols[left] as number) < 0 || right < 0) continue
    const merge = pairs.get(pairKey(symbols[left] as number, symbols[right] as number))
    // The pair may have changed since it was offered; its new form was offered then.
    if (merge === undefined || Math.floor(merge / PAIR_BASE) !== Math.floor(key / POSITION_BASE)) continue
    symbols[left] = merge % PAIR_BASE
    symbols[right] = -1
    const after = next[right] as number
    next[left] = after
    if (after >= 0) previous[after] = left
    offer(previous[left] as number)
    offer(left)
  }
  let count = 0
  for (let i = 0; i >= 0; i = next[i] as number) symbols[count++] = symbols[i] as number
  return count
}
