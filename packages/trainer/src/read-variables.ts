import * as tf from '@tensorflow/tfjs'
import { type NamedWeights, TextgateError, type WeightTensor } from '@textgate/core'

/** Copies tensors to the host, by name. */
export async function readVariables(
  variables: ReadonlyMap<string, tf.Tensor>,
): Promise<Map<string, WeightTensor>> {
  const weights = new Map<string, WeightTensor>()
  for (const [name, variable] of variables) {
    // A copy: on the cpu backend `data()` gives the live array.
    weights.set(name, { shape: [...variable.shape], data: new Float32Array(await variable.data()) })
  }
  return weights
}

/**
 * Assigns weights to the variables of the same names.
 *
 * @throws WEIGHTS_INVALID when one is missing or has another shape; nothing is assigned then
 */
export function writeVariables(variables: ReadonlyMap<string, tf.Variable>, weights: NamedWeights): void {
  for (const [name, variable] of variables) {
    const shape = weights.get(name)?.shape
    if (shape?.join() !== variable.shape.join()) {
      throw new TextgateError(
        'WEIGHTS_INVALID',
        `weight ${name} is ${shape ? `of shape [${shape.join(', ')}]` : 'missing'}, but the model needs [${variable.shape.join(', ')}]; use the weights of this configuration`,
        { details: { name } },
      )
    }
  }
  for (const [name, variable] of variables) {
    // A copy: the cpu backend would keep the caller's array.
    const value = tf.tensor(new Float32Array((weights.get(name) as WeightTensor).data), variable.shape)
    variable.assign(value)
    value.dispose()
  }
}
