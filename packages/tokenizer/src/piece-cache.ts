import { UnitTable } from './unit-table.ts'

/** Remembers the ids of pieces, in bounded memory. */
export interface PieceCache {
  /** Number of a piece, or -1. */
  find(units: Uint16Array, start: number, end: number, hash: number): number
  /** Ids of a piece. */
  lengthOf(entry: number): number
  copy(entry: number, target: Int32Array, at: number): void
  add(units: Uint16Array, start: number, end: number, hash: number, ids: Int32Array, length: number): void
}

const LONGEST_PIECE = 64 // UTF-16 units; longer pieces hardly come again
const MOST_PIECES = 1 << 16 // about 3 MB; then it starts anew, which costs less than keeping order

export function pieceCache(): PieceCache {
  let table = new UnitTable()
  let ends = new Int32Array(1024)
  let store = new Int32Array(4096)
  const startOf = (entry: number): number => (entry === 0 ? 0 : (ends[entry - 1] as number))
  return {
    find: (units, start, end, hash) =>
      end - start > LONGEST_PIECE ? -1 : table.find(units, start, end, hash),
    lengthOf: (entry) => (ends[entry] as number) - startOf(entry),
    copy(entry, target, at) {
      const to = ends[entry] as number
      for (let i = startOf(entry); i < to; i++) target[at++] = store[i] as number
    },
    add(units, start, end, hash, ids, length) {
      if (end - start > LONGEST_PIECE) return
      if (table.size >= MOST_PIECES) table = new UnitTable()
      const entry = table.add(units, start, end, hash)
      const from = startOf(entry)
      if (entry >= ends.length) ends = larger(ends, entry + 1)
      if (from + length > store.length) store = larger(store, from + length)
      store.set(ids.subarray(0, length), from)
      ends[entry] = from + length
    },
  }
}

function larger(array: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(Math.max(least, array.length * 2))
  result.set(array)
  return result
}
