import type { RowCount } from './checked-row.ts'
import type { DataReport } from './data-report.ts'
import type { LabelRows } from './label-balance-check.ts'

/** How much of something a part has. */
export interface CheckMeasure {
  readonly part: string
  /** The earlier part that it is compared with. */
  readonly earlier?: string
  /** Rows or labels with the defect; of imbalance the ratio, of order the clumping. */
  readonly value: number
  /** Rows or labels that were looked at, where the value is a number of them. */
  readonly of?: number
}

/** One check as conditions see it. */
export interface CheckMeasures {
  /** A measure above it is a finding. */
  readonly limit: number
  /** What it found, a measure for each part or pair of parts. */
  readonly measures: (report: DataReport) => readonly CheckMeasure[]
}

/** Largest over smallest label from which labels count as out of balance. */
const LARGE_IMBALANCE = 10

/** The checks by name, in the order in which to look at them. */
export const CHECKS = {
  'bad-rows': found(({ badRows }) => badRows.parts.map(ofRows)),
  empty: found(({ lengths }) =>
    lengths.parts.map(({ part, empty, blank }) => ({ part, value: empty.rows + blank.rows, of: empty.of })),
  ),
  leakage: found(({ leakage }) => leakage.pairs.map(ofRows)),
  conflicts: found(({ conflicts }) => [...conflicts.within, ...conflicts.across].map(ofRows)),
  'unknown-labels': found((report) => ofLabels(report, report.labels.unknown)),
  'lone-labels': found((report) => ofLabels(report, report.labels.lone)),
  'rare-labels': found((report) => ofLabels(report, report.labels.rare)),
  imbalance: found(
    ({ labels }) => labels.parts.map(({ part, imbalance }) => ({ part, value: imbalance })),
    LARGE_IMBALANCE,
  ),
  duplicates: found(({ duplicates }) => duplicates.parts.map(ofRows)),
  'near-duplicates': found(({ nearDuplicates: { within, across } }) => [...within, ...across].map(ofRows)),
  encoding: found(({ encoding }) => encoding.parts.map(ofRows)),
  html: found(({ html }) => html.parts.map(ofRows)),
  scripts: found(({ scripts }) => scripts.parts.map(({ part, unusual }) => ofRows({ part, ...unusual }))),
  short: found(({ lengths }) => lengths.parts.map(({ part, short }) => ofRows({ part, ...short }))),
  long: found(({ lengths }) =>
    lengths.parts.flatMap(({ part, long }) => (long ? [ofRows({ part, ...long })] : [])),
  ),
  order: found(({ order }) =>
    order.parts.map(({ part, order, clumping }) => ({ part, value: order === 'mixed' ? 0 : clumping })),
  ),
} as const satisfies Record<string, CheckMeasures>

/** Name of a check. */
export type CheckName = keyof typeof CHECKS

function found(measures: CheckMeasures['measures'], limit = 0): CheckMeasures {
  return { limit, measures }
}

function ofRows({ part, earlier, rows, of }: RowCount & { part: string; earlier?: string }): CheckMeasure {
  return { part, ...(earlier === undefined ? {} : { earlier }), value: rows, of }
}

function ofLabels({ labels }: DataReport, some: readonly LabelRows[]): CheckMeasure[] {
  return labels.parts.map(({ part, labels: of }) => ({
    part,
    value: some.filter((one) => one.part === part).length,
    of,
  }))
}
