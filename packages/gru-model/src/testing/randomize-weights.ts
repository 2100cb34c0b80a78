import type { RandomGenerator } from '@textgate/core'
import { loadWeights } from '../load-weights.ts'
import type { TextClassifier } from '../text-classifier.ts'

/** Gives every weight of a model random values, biases and the padding's row included. */
export function randomizeWeights(model: TextClassifier, random: RandomGenerator, deviation = 0.5): void {
  const weights = [...model.variables].map(([name, { shape, size }]) => {
    const data = Float32Array.from({ length: size }, () => deviation * random.normal())
    return [name, { shape: [...shape], data }] as const
  })
  loadWeights(model, new Map(weights))
}
