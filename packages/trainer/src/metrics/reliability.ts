/** Rows whose confidence lies in one range. */
export interface ReliabilityBin {
  /** Confidences above `low` and up to `high`; the first bin has 0 too. */
  readonly low: number
  readonly high: number
  readonly rows: number
  /** Mean confidence of the rows, in [0, 1]; 0 where there are none. */
  readonly confidence: number
  /** Share of the rows that are right, in [0, 1]; 0 where there are none. */
  readonly accuracy: number
}

/** How well confidences agree with accuracies. */
export interface Reliability {
  /** Of equal width, from 0 to 1. */
  readonly bins: readonly ReliabilityBin[]
  /** Mean distance of confidence and accuracy over the bins, weighted by their rows, in [0, 1]. */
  readonly expectedCalibrationError: number
}

/**
 * Reliability of confidences: bins of equal width and the expected calibration error (Guo, Pleiss, Sun and Weinberger,
 * "On Calibration of Modern Neural Networks", 2017).
 *
 * @param confidences - probability of each row's answer, in [0, 1], shape [rows]
 * @param right - 1 for rows whose answer is right, 0 for others, shape [rows]
 * @param count - bins, 1 or more; 15 unless given, as in the paper
 */
export function reliability(confidences: Float32Array, right: Uint8Array, count = 15): Reliability {
  const rows = new Int32Array(count)
  const confidenceSums = new Float64Array(count)
  const hits = new Int32Array(count)
  confidences.forEach((confidence, row) => {
    const bin = Math.min(count - 1, Math.max(0, Math.ceil(confidence * count) - 1))
    rows[bin]!++
    confidenceSums[bin]! += confidence
    hits[bin]! += right[row] as number
  })
  const bins = Array.from(rows, (inBin, bin) => ({
    low: bin / count,
    high: (bin + 1) / count,
    rows: inBin,
    confidence: inBin === 0 ? 0 : confidenceSums[bin]! / inBin,
    accuracy: inBin === 0 ? 0 : hits[bin]! / inBin,
  }))
  const distances = bins.map((bin) => bin.rows * Math.abs(bin.accuracy - bin.confidence))
  return {
    bins,
    expectedCalibrationError:
      distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, confidences.length),
  }
}
