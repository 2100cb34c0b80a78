import { type BadRow, type CheckedRow, type RowCount, type RowPlace, rowCount } from './checked-row.ts'

/** A row that cannot be read as a text with a label. */
export interface BadRowExample extends RowPlace {
  /** A clause such as `"text" is missing`. */
  readonly reason: string
}

/** Rows that cannot be read as a text with a label; no other check sees them. */
export interface BadRowsFinding {
  readonly parts: readonly (RowCount & { readonly part: string } & Readonly<Record<BadRow['kind'], number>>)[]
  readonly examples: readonly BadRowExample[]
}

/** Counts the rows that the readers refuse. */
export function badRowsCheck(
  parts: readonly string[],
  examples: number,
): { add(row: CheckedRow | BadRow): void; finding(): BadRowsFinding } {
  const counts = parts.map((part) => ({ part, of: 0, unreadable: 0, encoding: 0, text: 0, label: 0 }))
  const list: BadRowExample[] = []
  return {
    add(row) {
      const count = counts[row.part] as (typeof counts)[number]
      count.of++
      if (!('kind' in row)) return
      count[row.kind]++
      if (list.length < examples) list.push({ ...row.place, reason: row.reason })
    },
    finding: () => ({
      parts: counts.map(({ part, of, ...kinds }) => {
        const { unreadable, encoding, text, label } = kinds
        return { part, ...rowCount(unreadable + encoding + text + label, of), ...kinds }
      }),
      examples: list,
    }),
  }
}
