/** The hash of no units. */
export const EMPTY_HASH = 0x811c9dc5 | 0

const PRIME = 0x01000193

/** FNV-1a over UTF-16 units [start, end) (Fowler, Noll and Vo); going on with `hash` where one was begun. */
export function hashUnits(units: Uint16Array, start: number, end: number, hash: number = EMPTY_HASH): number {
  for (let i = start; i < end; i++) hash = hashUnit(hash, units[i] as number)
  return hash
}

/** One step of `hashUnits`. */
export function hashUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, PRIME)
}
