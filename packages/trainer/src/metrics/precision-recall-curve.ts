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
  const all = scores.slice().sort()
  const positives = scores.filter((_, row) => positive[row] === 1).sort()
  const thresholds: number[] = []
  const precision: number[] = []
  const recall: number[] = []
  let hits = 0
  let averagePrecision = 0
  for (let lowest = all.length - 1; lowest >= 0; lowest--) {
    const score = all[lowest] as number
    if (score === all[lowest - 1]) continue // rows of one score pass the threshold together
    while ((positives[positives.length - 1 - hits] ?? Number.NEGATIVE_INFINITY) >= score) hits++
    const precise = hits / (all.length - lowest)
    const recalled = positives.length === 0 ? 0 : hits / positives.length
    averagePrecision += (recalled - (recall.at(-1) ?? 0)) * precise
    thresholds.push(score)
    precision.push(precise)
    recall.push(recalled)
  }
  return {
    thresholds: Float64Array.from(thresholds),
    precision: Float64Array.from(precision),
    recall: Float64Array.from(recall),
    averagePrecision,
  }
}
