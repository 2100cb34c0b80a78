/** A row whose label is likely wrong. */
export interface LabelMistake {
  readonly row: number
  /** Label index that the model is confident of instead. */
  readonly suggestion: number
  /** Probability of the suggestion less that of the label that the row has, in [-1, 1]. */
  readonly margin: number
}

/**
 * Rows whose label is likely wrong, the most likely first, by confident learning (Northcutt, Jiang and Chuang,
 * "Confident Learning: Estimating Uncertainty in Dataset Labels", 2021): a label's threshold is the mean probability that
 * rows of this label give it; a row counts for the most probable label that reaches its threshold; a row that counts for
 * another label than its own is a likely mistake (the off-diagonal of the paper's confident joint). Its order is that of
 * the margin. The model must not have been trained on the rows.
 *
 * @param probabilities - float32, row-major, shape [rows, classes]
 * @param truth - label index of each row, int32, shape [rows]
 */
export function labelMistakes(
  probabilities: Float32Array,
  truth: Int32Array,
  classes: number,
): LabelMistake[] {
  const thresholds = confidenceThresholds(probabilities, truth, classes)
  const mistakes: LabelMistake[] = []
  truth.forEach((label, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes)
    let suggestion = -1
    own.forEach((probability, i) => {
      if (probability >= thresholds[i]! && probability > (own[suggestion] ?? -1)) suggestion = i
    })
    if (suggestion < 0 || suggestion === label) return
    mistakes.push({ row, suggestion, margin: own[suggestion]! - own[label]! })
  })
  return mistakes.sort((a, b) => b.margin - a.margin || a.row - b.row)
}

/** Mean self-confidence of each label's rows; infinite for a label without rows, which is never suggested. */
function confidenceThresholds(probabilities: Float32Array, truth: Int32Array, classes: number): Float64Array {
  const sums = new Float64Array(classes)
  const rows = new Int32Array(classes)
  truth.forEach((label, row) => {
    sums[label]! += probabilities[row * classes + label] as number
    rows[label]!++
  })
  return sums.map((sum, label) => (rows[label] === 0 ? Number.POSITIVE_INFINITY : sum / rows[label]!))
}
