import * as tf from '@tensorflow/tfjs'
import { type NamedWeights, TextgateError } from '@textgate/core'
import type { WeightedModel } from './read-weights.ts'

/**
 * Sets every weight of a model by name. All weights are checked before the first one is set.
 *
 * @throws WEIGHTS_INVALID when a weight is missing, unknown or of another shape
 */
export function loadWeights(model: WeightedModel, weights: NamedWeights): void {
  const problems = weightProblems(model, weights)
  if (problems.length > 0) {
    throw new TextgateError(
      'WEIGHTS_INVALID',
      `the weights do not fit the model: ${problems.join('; ')}. Use the weights that were written with this configuration and vocabulary`,
      { details: { problems } },
    )
  }
  for (const [name, variable] of model.variables) {
    const { data } = weights.get(name) as { data: Float32Array }
    tf.tidy(() => {
      // A copy: the cpu backend keeps the array it is given.
      variable.assign(tf.tensor(data.slice(), variable.shape, 'float32'))
    })
  }
}

function weightProblems(model: WeightedModel, weights: NamedWeights): string[] {
  const problems: string[] = []
  for (const [name, { shape }] of model.variables) {
    const weight = weights.get(name)
    if (!weight) {
      problems.push(`${name} is missing`)
    } else if (weight.shape.join() !== shape.join()) {
      problems.push(`${name} has shape [${weight.shape.join(', ')}], not [${shape.join(', ')}]`)
    } else if (weight.data.length !== shape.reduce((product, n) => product * n, 1)) {
      problems.push(`${name} has ${weight.data.length} values for shape [${shape.join(', ')}]`)
    }
  }
  for (const name of weights.keys()) if (!model.variables.has(name)) problems.push(`${name} is unknown`)
  return problems
}
