import { UNKNOWN_ID } from '@textgate/core'
import type { SpanList } from './span-list.ts'
import { SPECIAL_TOKENS } from './special-tokens.ts'
import { UnitTable } from './unit-table.ts'

/** Ids of whole tokens, unknown ones as UNKNOWN_ID. */
export interface TokenFinder {
  /** Writes the ids of spans `first` to `last`, exclusive, to `ids` from `at`. */
  findSpans(
    units: Uint16Array,
    spans: SpanList,
    first: number,
    last: number,
    ids: Int32Array,
    at: number,
  ): void
  /** Id of the ASCII bytes [start, end) that become units by `fold`, whose `hashUnits` is `hash`. */
  findFolded(bytes: Uint8Array, start: number, end: number, fold: Uint8Array, hash: number): number
}

/**
 * Looks whole tokens up.
 *
 * @param tokens - in order of ids, the special ones first
 * @param variants - other spellings, each with the id of its token
 */
export function tokenFinder(
  tokens: readonly string[],
  variants: readonly (readonly [spelling: string, id: number])[] = [],
): TokenFinder {
  const table = new UnitTable()
  const firstId = SPECIAL_TOKENS.length
  const words = tokens.length - firstId
  const variantIds = Int32Array.from(variants, ([, id]) => id)
  const idOf = (entry: number): number =>
    entry < words ? entry + firstId : (variantIds[entry - words] as number)
  // Most tokens of Chinese, and punctuation, are one unit: no hashing for them.
  const unitIds = new Int32Array(0x10000).fill(UNKNOWN_ID)
  for (let id = firstId; id < tokens.length; id++) {
    const token = tokens[id] as string
    table.addString(token)
    if (token.length === 1) unitIds[token.charCodeAt(0)] = id
  }
  for (const [spelling, id] of variants) {
    table.addString(spelling)
    if (spelling.length === 1) unitIds[spelling.charCodeAt(0)] = id
  }
  return {
    findSpans(units, spans, first, last, ids, at) {
      const { bounds, hashes } = spans
      for (let span = first; span < last; span++) {
        const start = bounds[2 * span] as number
        const end = bounds[2 * span + 1] as number
        if (end - start === 1) {
          ids[at++] = unitIds[units[start] as number] as number
        } else {
          const entry = table.find(units, start, end, hashes[span] as number)
          ids[at++] = entry < 0 ? UNKNOWN_ID : idOf(entry)
        }
      }
    },
    findFolded(bytes, start, end, fold, hash) {
      if (end - start === 1) return unitIds[fold[bytes[start] as number] as number] as number
      const entry = table.findFolded(bytes, start, end, fold, hash)
      return entry < 0 ? UNKNOWN_ID : idOf(entry)
    },
  }
}
