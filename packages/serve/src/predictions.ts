/** What the model says of one text. */
export interface Prediction {
  /** The most probable label; of equals the one that comes first in `labels`. */
  readonly label: string
  /** Its probability, in [0, 1]. */
  readonly probability: number
  /**
   * Probability by label, the most probable first (JavaScript moves labels that look like integers to the front). All
   * labels, which then sum to 1, or the best `topK`.
   */
  readonly probabilities: Readonly<Record<string, number>>
}

/**
 * Turns rows of probabilities into predictions.
 *
 * @param probabilities - row-major, shape [texts, labels]
 * @param topK - labels that each prediction lists at most; all unless given
 */
export function predictionsOf(
  probabilities: Float32Array,
  labels: readonly string[],
  topK = labels.length,
): Prediction[] {
  const predictions: Prediction[] = []
  for (let start = 0; start < probabilities.length; start += labels.length) {
    const row = probabilities.subarray(start, start + labels.length)
    const order = labels.map((_, i) => i).sort((a, b) => (row[b] as number) - (row[a] as number) || a - b)
    const best = order[0] as number
    predictions.push({
      label: labels[best] as string,
      probability: row[best] as number,
      // fromEntries defines members, so a label named __proto__ is a label like any other.
      probabilities: Object.fromEntries(order.slice(0, topK).map((i) => [labels[i], row[i] as number])),
    })
  }
  return predictions
}
