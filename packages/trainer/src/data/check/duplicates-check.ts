import { type RowCount, rowCount } from './checked-row.ts'
import type { RowCheck } from './row-check.ts'
import { exampleList, type RowExample } from './row-example.ts'

/** Rows that repeat an earlier row of their part: without them each text would stand there once. */
export interface DuplicatesFinding {
  /** `rows`: the normalised text is the same (see `normalizeText`); `exact` of them to the last character. */
  readonly parts: readonly (RowCount & { readonly part: string; readonly exact: number })[]
  readonly examples: readonly RowExample[]
}

/** Finds rows whose text stands in an earlier row of the same part. */
export function duplicatesCheck(parts: readonly string[], examples: number): RowCheck<DuplicatesFinding> {
  const counts = parts.map((part) => ({ part, of: 0, rows: 0, exact: 0 }))
  const list = exampleList(examples)
  return {
    add(row, { exact, normalized }) {
      const count = counts[row.part] as (typeof counts)[number]
      count.of++
      const earlier = normalized[row.part]
      if (earlier === undefined) return
      count.rows++
      if (exact[row.part] !== undefined) count.exact++
      list.add(row, { like: earlier.first })
    },
    finding: () => ({
      parts: counts.map(({ part, rows, of, exact }) => ({ part, ...rowCount(rows, of), exact })),
      examples: list.examples,
    }),
  }
}
