import type { ClassMetrics } from '@textgate/core'

/** Counts of one label's rows. */
export interface LabelCounts {
  /** Rows of the label that were answered so. */
  readonly right: number
  /** All rows that were answered so. */
  readonly answered: number
  /** All rows of the label. */
  readonly support: number
}

/** Precision, recall and F1 of one label. */
export function classMetrics(label: string, { right, answered, support }: LabelCounts): ClassMetrics {
  return {
    label,
    precision: answered === 0 ? 0 : right / answered,
    recall: support === 0 ? 0 : right / support,
    f1: f1Of({ right, answered, support }),
    support,
  }
}

/** Harmonic mean of precision and recall; 0 where nothing is right. */
export function f1Of({ right, answered, support }: LabelCounts): number {
  return right === 0 ? 0 : (2 * right) / (answered + support)
}

/** Mean F1 over the labels that occur in the truth or the answers; scikit-learn leaves the others out, too. */
export function macroF1Of(counts: readonly LabelCounts[]): number {
  const seen = counts.filter(({ answered, support }) => answered + support > 0)
  return seen.reduce((sum, label) => sum + f1Of(label), 0) / Math.max(1, seen.length)
}
