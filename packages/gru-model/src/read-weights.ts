import type { Variable } from '@tensorflow/tfjs'
import type { NamedWeights, WeightTensor } from '@textgate/core'

/** A model whose weights have names. */
export interface WeightedModel {
  readonly variables: ReadonlyMap<string, Variable>
}

/** Copies the weights of a model to the host, by name, in the order of `variables`. */
export async function readWeights(model: WeightedModel): Promise<NamedWeights> {
  const weights = new Map<string, WeightTensor>()
  for (const [name, variable] of model.variables) {
    // A copy: on some backends `data` is the tensor's own memory, which training writes to.
    weights.set(name, {
      shape: [...variable.shape],
      data: Float32Array.from((await variable.data()) as Float32Array),
    })
  }
  return weights
}
