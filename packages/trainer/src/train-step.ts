import * as tf from '@tensorflow/tfjs'
import type { Batch } from '@textgate/core'
import { type CrossEntropyTarget, crossEntropyTensor } from './cross-entropy.ts'
import type { TrainableModel } from './trainable-model.ts'

/** Loss and gradient of one batch; the caller disposes the gradients. */
export interface LossAndGradients {
  /** Mean over the batch, in nats. */
  readonly loss: number
  /** By weight name; a variable that the loss does not depend on has none. */
  readonly gradients: Map<string, tf.Tensor>
}

/** One forward and backward pass in training mode. */
export function lossAndGradients(
  model: TrainableModel,
  batch: Batch,
  target: CrossEntropyTarget,
  dropoutSeed: number,
): LossAndGradients {
  const { value, grads } = tf.variableGrads(
    () => crossEntropyTensor(model.forward(batch, { training: true, dropoutSeed }), target),
    [...model.variables.values()],
  )
  const loss = value.dataSync()[0] as number
  value.dispose()
  const gradients = new Map<string, tf.Tensor>()
  for (const [name, variable] of model.variables) {
    const gradient = grads[variable.name]
    if (gradient) gradients.set(name, gradient)
  }
  return { loss, gradients }
}
