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
  for (let id = firstId; id < tokens.length; id++) table.addString(tokens[id] as string)
  return (units, spans, first, last, ids, at) => {
    const { bounds } = spans
    for (let span = first; span < last; span++) {
      const entry = table.find(units, bounds[2 * span] as number, bounds[2 * span + 1] as number)
      ids[at++] = entry < 0 ? UNKNOWN_ID : entry + firstId
    }
  }
}
