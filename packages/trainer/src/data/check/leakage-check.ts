import { type RowCount, rowCount } from './checked-row.ts'
import { pairsOfParts } from './pairs-of-parts.ts'
import type { RowCheck } from './row-check.ts'
import { exampleList, type RowExample } from './row-example.ts'

/** Rows of one part whose text stands in an earlier part too, e.g. test rows that are trained on. */
export interface SharedRows extends RowCount {
  readonly part: string
  /** The earlier part. */
  readonly earlier: string
  /** How many of `rows` are the same to the last character; of the others, the normalised text is the same. */
  readonly exact: number
  /** Rows of the earlier part whose normalised text stands in `part`. */
  readonly earlierRows: number
  readonly examples: readonly RowExample[]
}

/** One entry for each pair of parts, in their order. */
export interface LeakageFinding {
  readonly pairs: readonly SharedRows[]
}

/** Finds rows whose text, exact or normalised, stands in another part. */
export function leakageCheck(parts: readonly string[], examples: number): RowCheck<LeakageFinding> {
  const rowsOf = parts.map(() => 0)
  const pairs = pairsOfParts(parts, () => ({
    rows: 0,
    exact: 0,
    earlierRows: 0,
    list: exampleList(examples),
  }))
  return {
    add(row, { exact, normalized }) {
      rowsOf[row.part] = (rowsOf[row.part] as number) + 1
      const isFirstOfPart = normalized[row.part] === undefined
      for (const pair of pairs.of(row.part)) {
        const found = normalized[pair.earlierIndex]
        if (found === undefined) continue
        pair.rows++
        if (exact[pair.earlierIndex] !== undefined) pair.exact++
        if (isFirstOfPart) pair.earlierRows += found.rows
        pair.list.add(row, { like: found.first })
      }
    },
    finding: () => ({
      pairs: pairs.all.map(({ part, earlier, partIndex, rows, exact, earlierRows, list }) => ({
        ...{ part, earlier, ...rowCount(rows, rowsOf[partIndex] as number) },
        ...{ exact, earlierRows, examples: list.examples },
      })),
    }),
  }
}
