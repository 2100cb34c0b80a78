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
  for (let start = 0; start < probabilities.length; start += labels.length) {
    const row = probabilities.subarray(start, start + labels.length)
    const order = byProbability(row)
    const answered = answerOf(row, rule).map((i) => labels[i] as string)
    predictions.push({
      label: answered[0] ?? null,
      ...(rule.head === 'multi' ? { labels: answered } : {}),
      probability: row[order[0] as number] as number,
      // fromEntries defines members, so a label named __proto__ is a label like any other.
      probabilities: Object.fromEntries(order.slice(0, topK).map((i) => [labels[i], row[i] as number])),
    })
  }
  return predictions
}
