/** Precision and recall of one label at every threshold. */
export interface PrecisionRecallCurve {
  /** Different scores, the highest first; at a threshold, rows with this score or more are answered with the label. */
  readonly thresholds: Float64Array
  /** At each threshold, in [0, 1], shape of `thresholds`. */
  readonly precision: Float64Array
  /** At each threshold, in [0, 1], never falling, shape of `thresholds`; 0 where no row has the label. */
  readonly recall: Float64Array
  /** Precision at each threshold, weighted by the recall that it gains, in [0, 1]; 0 where no row has the label. */
  readonly averagePrecision: number
}

/**
 * The curve of one label, without interpolation, as scikit-learn's `precision_recall_curve` and
 * `average_precision_score` have it.
 *
 * @param scores - of the label, any finite numbers, shape [rows]
 * @param positive - 1 for rows that have the label, 0 for others, shape [rows]
 */
export function precisionRecallCurve(scores: Float32Array, positive: Uint8Array): PrecisionRecallCurve {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!)
  const positives = positive.reduce((sum, one) => sum + one, 0)
  const thresholds: number[] = []
  const precision: number[] = []
  const recall: number[] = []
  let hits = 0
  let averagePrecision = 0
  order.forEach((row, i) => {
    hits += positive[row] as number
    const score = scores[row] as number
    if (score === scores[order[i + 1] ?? -1]) return // rows of one score pass the threshold together
    const recalled = positives === 0 ? 0 : hits / positives
    averagePrecision += (recalled - (recall.at(-1) ?? 0)) * (hits / (i + 1))
    thresholds.push(score)
    precision.push(hits / (i + 1))
    recall.push(recalled)
  })
  return {
    thresholds: Float64Array.from(thresholds),
    precision: Float64Array.from(precision),
    recall: Float64Array.from(recall),
    averagePrecision,
  }
}
