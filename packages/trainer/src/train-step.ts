import * as tf from '@tensorflow/tfjs'
import type { Batch } from '@textgate/core'
import { type CrossEntropyTarget, crossEntropyTensor } from './cross-entropy.ts'
import type { TrainableModel } from './trainable-model.ts'

/** Loss and gradient of one batch; the caller disposes the gradients. */
export interface LossAndGradients {
  /** Mean over the batch and the model's branches, in nats. */
  readonly loss: number
  /** By weight name; a variable that the loss does not depend on has none. */
  readonly gradients: Map<string, tf.Tensor>
}

/**
 * One forward and backward pass in training mode. The gradients are those of the sum of the branches' losses, so that
 * a branch learns as it would alone.
 */
export function lossAndGradients(
  model: TrainableModel,
  batch: Batch,
  target: CrossEntropyTarget,
  dropoutSeed: number,
): LossAndGradients {
  const options = { training: true, dropoutSeed }
  let branches = 1
  const { value, grads } = tf.variableGrads(() => {
    const logits = model.branches?.(batch, options) ?? [model.forward(batch, options)]
    branches = logits.length
    return tf.addN(logits.map((scores) => crossEntropyTensor(scores, target)))
  }, [...model.variables.values()])
  const loss = (value.dataSync()[0] as number) / branches
  value.dispose()
  const gradients = new Map<string, tf.Tensor>()
  for (const [name, variable] of model.variables) {
    const gradient = grads[variable.name]
    if (gradient) gradients.set(name, gradient)
  }
  return { loss, gradients }
}
