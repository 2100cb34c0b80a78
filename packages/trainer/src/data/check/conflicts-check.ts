import { type RowCount, rowCount } from './checked-row.ts'
import type { LabelSets } from './label-sets.ts'
import { pairsOfParts } from './pairs-of-parts.ts'
import type { TextRows } from './part-texts.ts'
import type { RowCheck } from './row-check.ts'
import { exampleList, type RowExample } from './row-example.ts'

/** Rows whose normalised text has other labels elsewhere. Of several labels of a row, the order does not matter. */
export interface ConflictsFinding {
  /** `rows`: another row of the same part has the text with other labels; `texts` is how many texts that are. */
  readonly within: readonly (RowCount & { readonly part: string; readonly texts: number })[]
  /** `rows` of `part`: a row of the earlier part has the text with other labels. */
  readonly across: readonly (RowCount & { readonly part: string; readonly earlier: string })[]
  readonly examples: readonly RowExample[]
}

/** Finds texts that are labelled in more than one way. */
export function conflictsCheck(
  parts: readonly string[],
  examples: number,
  labels: Pick<LabelSets, 'labels'>,
): RowCheck<ConflictsFinding> {
  const counts = parts.map((part) => ({ part, of: 0, rows: 0, texts: 0 }))
  const pairs = pairsOfParts(parts, () => ({ rows: 0 }))
  const list = exampleList(examples)
  const like = ({ first, labelSet }: TextRows): Pick<RowExample, 'like'> => ({
    like: { ...first, labels: labels.labels(labelSet) },
  })
  return {
    add(row, { normalized, labelSet }) {
      const count = counts[row.part] as (typeof counts)[number]
      count.of++
      let other: TextRows | undefined // the first row that is labelled in another way
      for (const pair of pairs.of(row.part)) {
        const found = normalized[pair.earlierIndex]
        if (found === undefined || (found.labelSet === labelSet && !found.hasOtherLabels)) continue
        pair.rows++
        if (found.labelSet !== labelSet) other ??= found
      }
      const same = normalized[row.part]
      if (same !== undefined) {
        if (same.hasOtherLabels) count.rows++
        if (same.labelSet !== labelSet) {
          other ??= same
          if (!same.hasOtherLabels) {
            count.texts++
            count.rows += same.rows + 1
          }
        }
      }
      if (other) list.add(row, like(other))
    },
    finding: () => ({
      within: counts.map(({ part, rows, of, texts }) => ({ part, ...rowCount(rows, of), texts })),
      across: pairs.all.map(({ part, earlier, partIndex, rows }) => ({
        ...{ part, earlier },
        ...rowCount(rows, counts[partIndex]?.of ?? 0),
      })),
      examples: list.examples,
    }),
  }
}
