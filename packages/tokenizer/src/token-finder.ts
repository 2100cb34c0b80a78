import { UNKNOWN_ID } from '@textgate/core'
import type { SpanList } from './span-list.ts'
import { SPECIAL_TOKENS } from './special-tokens.ts'
import { UnitTable } from './unit-table.ts'

/** Writes the id of each span [start, end) to `ids`, unknown ones as UNKNOWN_ID; `first` and `last` bound the spans. */
export type TokenFinder = (
  units: Uint16Array,
  spans: SpanList,
  first: number,
  last: number,
  ids: Int32Array,
  at: number,
) => void

/** Looks whole tokens up. @param tokens - in order of ids, the special ones first */
export function tokenFinder(tokens: readonly string[]): TokenFinder {
  const table = new UnitTable()
  const firstId = SPECIAL_TOKENS.length
  // Most tokens of Chinese, and punctuation, are one unit: no hashing for them.
  const unitIds = new Int32Array(0x10000).fill(UNKNOWN_ID)
  for (let id = firstId; id < tokens.length; id++) {
    const token = tokens[id] as string
    table.addString(token)
    if (token.length === 1) unitIds[token.charCodeAt(0)] = id
  }
  return (units, spans, first, last, ids, at) => {
    const { bounds } = spans
    for (let span = first; span < last; span++) {
      const start = bounds[2 * span] as number
      const end = bounds[2 * span + 1] as number
      if (end - start === 1) {
        ids[at++] = unitIds[units[start] as number] as number
      } else {
        const entry = table.find(units, start, end)
        ids[at++] = entry < 0 ? UNKNOWN_ID : entry + firstId
      }
    }
  }
}
