/** Figures of one evaluated part; all rates are fractions in 0 to 1. */
export interface ClassificationMetrics {
  /** Rows evaluated. */
  readonly rows: number
  /** Share of rows whose most probable label is right. */
  readonly accuracy: number
  /** Mean F1 over the labels that occur in the truth or the answers. */
  readonly macroF1: number
  /** F1 over all decisions; equals accuracy where each row has one label. */
  readonly microF1: number
  /** Mean cross-entropy in nats. */
  readonly loss: number
  /** One entry a label, in the order of the bundle's labels. */
  readonly perClass: readonly ClassMetrics[]
  /** Row counts, [true label][answered label], in the order of the bundle's labels. */
  readonly confusion: readonly (readonly number[])[]
}

/** Figures of one label. */
export interface ClassMetrics {
  readonly label: string
  /** Right answers among all rows that were answered so; 0 where none were. */
  readonly precision: number
  /** Right answers among all rows of the label; 0 where there are none. */
  readonly recall: number
  /** Harmonic mean of the two; 0 where both are. */
  readonly f1: number
  /** Rows of the label. */
  readonly support: number
}
