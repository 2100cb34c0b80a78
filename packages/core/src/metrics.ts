/** Figures of one evaluated part; all rates are fractions in 0 to 1. */
export interface ClassificationMetrics {
  /** Rows evaluated. */
  readonly rows: number
  /** Share of rows whose most probable label is right; for head multi, whose answered labels are exactly the right ones. */
  readonly accuracy: number
  /** Mean F1 over the labels that occur in the truth or the answers. */
  readonly macroF1: number
  /** F1 over all decisions, one a row and label; equals accuracy where each row has one label. */
  readonly microF1: number
  /** Mean cross-entropy of a row in nats; for head multi the sum of its labels' binary cross-entropies. */
  readonly loss: number
  /** One entry a label, in the order of the bundle's labels. */
  readonly perClass: readonly ClassMetrics[]
  /** Row counts, [true label][answered label], in the order of the bundle's labels; empty for head multi. */
  readonly confusion: readonly (readonly number[])[]
  /** For head multi: share of wrong decisions among all rows and labels. */
  readonly hammingLoss?: number
  /** For head ordinal: mean distance between the answer and the truth, in places of the order. */
  readonly meanAbsoluteError?: number
  /**
   * For head ordinal: agreement beyond chance, weighted by squared distance, in [-1, 1] (Cohen, "Weighted kappa",
   * Psychological Bulletin 70, 1968); 0 where truth and answers are all one label.
   */
  readonly quadraticKappa?: number
  /** Expected calibration error, in [0, 1]: how far probabilities and shares of right answers lie apart. */
  readonly calibrationError?: number
  /** What is answered where unsure answers are withheld; the other figures are of all rows, as if all were answered. */
  readonly answered?: AnsweredMetrics
}

/** What is answered where unsure answers are withheld. */
export interface AnsweredMetrics {
  /** Probability of the most probable label from which on it is answered. */
  readonly from: number
  /** Share of the rows that are answered. */
  readonly coverage: number
  /** Share of right answers among those; 0 where there are none. */
  readonly precision: number
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
