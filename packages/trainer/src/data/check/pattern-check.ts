import { type RowCount, rowCount } from './checked-row.ts'
import type { RowCheck } from './row-check.ts'
import { exampleList, type RowExample } from './row-example.ts'

/** Something in texts that should not be there. */
export interface TextPattern {
  /** What is found, e.g. `replacement characters`. */
  readonly kind: string
  readonly pattern: RegExp
}

/** Rows with one kind of thing. */
export interface KindRows {
  readonly kind: string
  /** Rows that have it, by part; a row may have several kinds. */
  readonly parts: readonly (RowCount & { readonly part: string })[]
  readonly examples: readonly RowExample[]
}

/** Rows in which patterns are found. */
export interface PatternsFinding {
  /** Rows that have at least one kind. */
  readonly parts: readonly (RowCount & { readonly part: string })[]
  /** The kinds that were found. */
  readonly kinds: readonly KindRows[]
}

/** Looks for patterns in each text. */
export function patternCheck(
  patterns: readonly TextPattern[],
  parts: readonly string[],
  examples: number,
): RowCheck<PatternsFinding> {
  const rowsOf = parts.map(() => 0)
  const any = parts.map(() => 0)
  const kinds = patterns.map((one) => ({ ...one, rows: parts.map(() => 0), list: exampleList(examples) }))
  const countUp = (counts: number[], part: number): void => {
    counts[part] = (counts[part] as number) + 1
  }
  const inParts = (counts: readonly number[]): KindRows['parts'] =>
    parts.map((part, i) => ({ part, ...rowCount(counts[i] as number, rowsOf[i] as number) }))
  return {
    add(row) {
      countUp(rowsOf, row.part)
      let isFound = false
      for (const { pattern, rows, list } of kinds) {
        const at = row.text.search(pattern)
        if (at < 0) continue
        isFound = true
        countUp(rows, row.part)
        list.add(row, {}, at)
      }
      if (isFound) countUp(any, row.part)
    },
    finding: () => ({
      parts: inParts(any),
      kinds: kinds
        .filter(({ rows }) => rows.some((count) => count > 0))
        .map(({ kind, rows, list }) => ({ kind, parts: inParts(rows), examples: list.examples })),
    }),
  }
}
