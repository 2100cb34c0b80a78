/** Rows of one label that were answered with one other. */
export interface Confusion {
  /** Label indices. */
  readonly truth: number
  readonly answer: number
  readonly rows: number
}

/**
 * The pairs of labels that are confused, the most frequent first; of equals, in the order of the labels.
 *
 * @param confusion - row counts, [true label][answered label]
 */
export function largestConfusions(confusion: readonly (readonly number[])[]): Confusion[] {
  return confusion
    .flatMap((counts, truth) =>
      counts.flatMap((rows, answer) => (truth !== answer && rows > 0 ? [{ truth, answer, rows }] : [])),
    )
    .sort((a, b) => b.rows - a.rows)
}
