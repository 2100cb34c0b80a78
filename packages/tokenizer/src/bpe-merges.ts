/** What merging needs to know: which two ids become which, and when. */
export interface BpeMerges {
  /** Id of each byte alone, shape [256]. */
  readonly byteIds: Int32Array
  /** left · 2^26 + right → rank · 2^26 + merged id; the lowest rank merges first. */
  readonly pairs: ReadonlyMap<number, number>
}

/** Ids and ranks are below this. */
export const PAIR_BASE = 2 ** 26

/** One number for two ids. */
export function pairKey(left: number, right: number): number {
  return left * PAIR_BASE + right
}
