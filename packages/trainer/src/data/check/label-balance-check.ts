import type { RowCheck } from './row-check.ts'

/** A label with fewer rows than this in a part counts as rare there. */
export const FEW_ROWS = 5

/** A label in a part. */
export interface LabelRows {
  readonly part: string
  readonly label: string
  readonly rows: number
}

/** How the rows of one part are spread over its labels. */
export interface PartBalance {
  readonly part: string
  /** Distinct labels. */
  readonly labels: number
  /** Rows without a label, which only rows with lists of labels can be. */
  readonly unlabelled: number
  /** Rows of the most frequent label, and of the rarest; 0 where there are no labels. */
  readonly largest: number
  readonly smallest: number
  /** largest / smallest; 1 where there are no labels. */
  readonly imbalance: number
}

/** How the labels are spread over rows and parts. A row with several labels counts for each. */
export interface LabelBalanceFinding {
  readonly parts: readonly PartBalance[]
  /** Every label, sorted, with its rows in each part, in the order of the parts. */
  readonly labels: readonly { readonly label: string; readonly rows: readonly number[] }[]
  /** Labels with fewer than five rows in a part where they occur. */
  readonly rare: readonly LabelRows[]
  /** Labels of a later part that the first part lacks: a model trained on that one cannot know them. */
  readonly unknown: readonly LabelRows[]
  /** Labels that the first part alone has: no other part tells how well they are learnt. */
  readonly lone: readonly LabelRows[]
}

/** Counts rows by label and part. */
export function labelBalanceCheck(parts: readonly string[]): RowCheck<LabelBalanceFinding> {
  const counts = new Map<string, number[]>()
  const unlabelled = parts.map(() => 0)
  return {
    add({ part, labels }) {
      if (labels.length === 0) unlabelled[part] = (unlabelled[part] as number) + 1
      for (const label of labels) {
        const rows = counts.get(label) ?? parts.map(() => 0)
        rows[part] = (rows[part] as number) + 1
        counts.set(label, rows)
      }
    },
    finding() {
      const labels = [...counts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([label, rows]) => ({ label, rows }))
      const inPart = (part: string, i: number, among = labels): LabelRows[] =>
        among
          .map(({ label, rows }) => ({ part, label, rows: rows[i] as number }))
          .filter(({ rows }) => rows > 0)
      const all = parts.map((part, i) => inPart(part, i))
      const unknown = labels.filter(({ rows }) => rows[0] === 0)
      const lone = labels.filter(({ rows }) => rows.slice(1).every((count) => count === 0))
      return {
        parts: all.map((list, i) => partBalance(parts[i] as string, list, unlabelled[i] as number)),
        labels,
        rare: all.flat().filter(({ rows }) => rows < FEW_ROWS),
        unknown: parts.flatMap((part, i) => inPart(part, i, unknown)),
        lone: parts.length === 1 ? [] : inPart(parts[0] as string, 0, lone),
      }
    },
  }
}

function partBalance(part: string, list: readonly LabelRows[], unlabelled: number): PartBalance {
  let [largest, smallest] = [0, Number.POSITIVE_INFINITY]
  for (const { rows } of list) {
    largest = Math.max(largest, rows)
    smallest = Math.min(smallest, rows)
  }
  const isEmpty = list.length === 0
  return {
    ...{ part, labels: list.length, unlabelled, largest },
    smallest: isEmpty ? 0 : smallest,
    imbalance: isEmpty ? 1 : largest / smallest,
  }
}
