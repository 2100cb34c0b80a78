import type { Prediction } from '@textgate/core'

/** How a prediction is shown on a line. */
export interface PredictionStyle {
  /** Between several answers, and between their probabilities. */
  readonly labelSeparator: string
  /** Labels listed with their probabilities beside the answer; 0: none. */
  readonly best: number
}

/**
 * A prediction as columns of a line: the answer and its probability, of several answers each; then, where they are wanted,
 * the best labels. A text without an answer is `unknown` with the probability of its most probable label, for head multi an
 * empty cell, as in CSV. Programs should read `--json`, where no label can be taken for one of these words.
 */
export function predictionColumns({ labelSeparator, best }: PredictionStyle): (one: Prediction) => string[] {
  return ({ label, labels, probability, probabilities }) => {
    const shown = (value: number | undefined): string => (value ?? 0).toFixed(4)
    const answer = labels
      ? [labels.join(labelSeparator), labels.map((name) => shown(probabilities[name])).join(labelSeparator)]
      : [label ?? 'unknown', shown(probability)]
    if (best === 0) return answer
    const order = Object.entries(probabilities).sort(([, a], [, b]) => b - a)
    const listed = order.slice(0, best).map(([name, value]) => `${name} ${shown(value)}`)
    return [...answer, listed.join(', ')]
  }
}
