import type { ModelConfig } from '@textgate/core'
import { type ModelSizes, weightShapes } from '@textgate/gru-model'

/** Numbers that a model learns. */
export interface ParameterCounts {
  readonly total: number
  /** Those of the encoder alone, without embedding, attention, head and n-grams. */
  readonly encoder: number
}

/** The parameters of a model of a configuration. */
export function parameterCounts(model: ModelConfig, sizes: ModelSizes): ParameterCounts {
  const counts = { total: 0, encoder: 0 }
  for (const [name, shape] of weightShapes(model, sizes)) {
    const count = shape.reduce((product, length) => product * length, 1)
    counts.total += count
    if (name.startsWith(`${model.encoder}.`)) counts.encoder += count
  }
  return counts
}

/** The encoder's parameters, which depend on neither vocabulary nor labels. */
export function encoderParameters(model: ModelConfig): number {
  return parameterCounts(model, { vocabularySize: 2, classes: 2 }).encoder
}
