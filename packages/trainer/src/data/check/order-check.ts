import type { RowCheck } from './row-check.ts'

/** Standard errors below the expected number of runs from which a part counts as clumped: chance does it once in 30,000. */
const CLUMPED_ERRORS = 4
/** Smaller clumping is no harm, however certain. */
const CLUMPED_FROM = 0.1

/** How the labels of one part follow each other. */
export interface PartOrder {
  readonly part: string
  /** Share of the rows, but for the first, that have the labels of the row before them, in [0, 1]. */
  readonly equalNeighbours: number
  /** What that share is on average over all orders of the rows. */
  readonly expected: number
  /** (equalNeighbours - expected) / (1 - expected): 0 as by chance, 1 where no order has fewer changes; 0 for one label. */
  readonly clumping: number
  /** sorted: all rows of a label stand together. clumped: far more do than by chance. */
  readonly order: 'mixed' | 'clumped' | 'sorted'
}

/** Whether files are sorted by label. */
export interface OrderFinding {
  readonly parts: readonly PartOrder[]
}

/**
 * Compares the number of runs of equal labels with that of all orders of the same rows: the runs test of Wald and
 * Wolfowitz for more than two kinds (Barton and David, "Multiple runs", Biometrika, 1957).
 */
export function orderCheck(parts: readonly string[]): RowCheck<OrderFinding> {
  const counts = parts.map((part) => ({ part, runs: 0, last: -1, rows: new Map<number, number>() }))
  return {
    add({ part }, { labelSet }) {
      const count = counts[part] as (typeof counts)[number]
      if (labelSet !== count.last) count.runs++
      count.last = labelSet
      count.rows.set(labelSet, (count.rows.get(labelSet) ?? 0) + 1)
    },
    finding: () => ({
      parts: counts.map(({ part, runs, rows }) => ({ part, ...orderOf(runs, [...rows.values()]) })),
    }),
  }
}

/** @param counts - rows of each label set, which are `runs` runs */
function orderOf(runs: number, counts: readonly number[]): Omit<PartOrder, 'part'> {
  const rows = counts.reduce((sum, count) => sum + count, 0)
  if (counts.length < 2)
    return { equalNeighbours: rows > 1 ? 1 : 0, expected: rows > 1 ? 1 : 0, clumping: 0, order: 'mixed' }
  const { mean, deviation } = expectedRuns(counts)
  const [equalNeighbours, expected] = [(rows - runs) / (rows - 1), (rows - mean) / (rows - 1)]
  const clumping = (equalNeighbours - expected) / (1 - expected)
  const isClumped = clumping >= CLUMPED_FROM && mean - runs > CLUMPED_ERRORS * deviation
  const isSorted = isClumped && runs === counts.length
  return { equalNeighbours, expected, clumping, order: isSorted ? 'sorted' : isClumped ? 'clumped' : 'mixed' }
}

/**
 * Mean and standard deviation of the number of runs over all orders.
 *
 * @param counts - how many there are of each kind; of two kinds at least
 */
export function expectedRuns(counts: readonly number[]): { mean: number; deviation: number } {
  const n = counts.reduce((sum, count) => sum + count, 0)
  const squares = counts.reduce((sum, count) => sum + count ** 2, 0)
  const cubes = counts.reduce((sum, count) => sum + count ** 3, 0)
  const variance = (squares * (squares + n * (n + 1)) - 2 * n * cubes - n ** 3) / (n ** 2 * (n - 1))
  return { mean: n + 1 - squares / n, deviation: Math.sqrt(Math.max(0, variance)) }
}
