import { type AnswerRule, answerOf, byProbability } from './answer-rule.ts'

/** What a model says of one text. */
export interface Prediction {
  /**
   * The answer; for head multi the most probable of `labels`. Null where there is none: an unsure text is unknown, and no
   * label, so that a label of that name is a label like any other and nobody takes a withheld answer for one.
   */
  readonly label: string | null
  /** For head multi, and there alone: all labels that are answered, the most probable first; may be empty. */
  readonly labels?: readonly string[]
  /** Probability of the most probable label, in [0, 1]. */
  readonly probability: number
  /**
   * Probability by label, the most probable first (JavaScript moves labels that look like integers to the front). All
   * labels, or the best `topK`. They sum to 1, but for head multi, where each label has a probability of its own.
   */
  readonly probabilities: Readonly<Record<string, number>>
}

/**
 * Turns rows of probabilities into predictions.
 *
 * @param probabilities - row-major, shape [texts, labels]
 * @param topK - labels that `probabilities` of each prediction lists at most; all unless given
 */
export function predictionsOf(
  probabilities: Float32Array,
  labels: readonly string[],
  rule: AnswerRule,
  topK = labels.length,
): Prediction[] {
  const predictions: Prediction[] = []
  const classes = labels.length
  for (let start = 0; start < probabilities.length; start += classes) {
    const row =
      classes === probabilities.length ? probabilities : probabilities.subarray(start, start + classes)
    const order = byProbability(row)
    const answered = answerOf(row, rule).map((i) => labels[i] as string)
    const label = answered[0] ?? null
    const probability = row[order[0] as number] as number
    const byLabel = probabilitiesByLabel(row, labels, order, topK)
    predictions.push(
      rule.head === 'multi'
        ? { label, labels: answered, probability, probabilities: byLabel }
        : { label, probability, probabilities: byLabel },
    )
  }
  return predictions
}

/** The best `topK`, the most probable first. */
function probabilitiesByLabel(
  row: Float32Array,
  labels: readonly string[],
  order: readonly number[],
  topK: number,
): Record<string, number> {
  const byLabel: Record<string, number> = {}
  const count = Math.min(topK, order.length)
  for (let k = 0; k < count; k++) {
    const i = order[k] as number
    const label = labels[i] as string
    const value = row[i] as number
    // A label of this name is a label like any other, and no prototype.
    if (label === '__proto__') {
      Object.defineProperty(byLabel, label, { value, enumerable: true, configurable: true, writable: true })
    } else {
      byLabel[label] = value
    }
  }
  return byLabel
}
