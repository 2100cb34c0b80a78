import type { NamedWeights } from '@textgate/core'
import type { TextClassifier } from '@textgate/gru-model'
import type { StartingPoint } from './starting-point.ts'

/** Weights whose shapes depend on the labels. */
const OF_LABELS = /^(head|ngrams)\./

/** Gives a new model the weights of another: all of them, or all but those of the labels. */
export async function beginWith(model: TextClassifier, { bundle, newHead }: StartingPoint): Promise<void> {
  const { loadWeights, readWeights } = await import('@textgate/gru-model')
  const weights: NamedWeights = newHead
    ? new Map([
        ...[...(await readWeights(model))].filter(([name]) => OF_LABELS.test(name)),
        ...[...bundle.weights].filter(([name]) => !OF_LABELS.test(name)),
      ])
    : bundle.weights
  loadWeights(model, weights)
}
