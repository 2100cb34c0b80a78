import * as tf from '@tensorflow/tfjs'
import type { Batch } from '@textgate/core'
import { lossTensor } from './loss-tensor.ts'
import type { KernelModel, KernelWeights, TrainableModel } from './trainable-model.ts'
import type { LossOfLogits } from './training-loss.ts'

/** What the loss of a step depends on beside the weights. */
export interface StepInput {
  readonly batch: Batch
  /** The loss of a branch's logits. */
  readonly lossOf: LossOfLogits
  /** As of `ForwardOptions`. */
  readonly dropoutSeed: number
}

/** Loss and gradient of one batch; the caller disposes the gradients. */
export interface LossAndGradients {
  /** Mean over the batch and the model's branches, in nats. */
  readonly loss: number
  /** By weight name; a variable that the loss does not depend on has none. */
  readonly gradients: ReadonlyMap<string, tf.Tensor>
}

/**
 * One forward and backward pass in training mode, of all that learns by gradients. The gradients are those of the sum of
 * the branches' losses, so that a branch learns as it would alone.
 *
 * @param trained - the variables that learn, by name
 */
export function lossAndGradients(
  model: TrainableModel,
  trained: ReadonlyMap<string, tf.Variable>,
  { batch, lossOf, dropoutSeed }: StepInput,
): LossAndGradients {
  const options = { training: true, dropoutSeed, withoutLinear: true }
  let branches = 1
  const { value, grads } = tf.variableGrads(() => {
    const logits = model.branches?.(batch, options) ?? [model.forward(batch, options)]
    branches = logits.length
    return tf.addN(logits.map((scores) => lossTensor(scores, lossOf)))
  }, [...trained.values()])
  const loss = (value.dataSync()[0] as number) / branches
  value.dispose()
  const gradients = new Map<string, tf.Tensor>()
  for (const [name, variable] of trained) {
    const gradient = grads[variable.name]
    if (gradient) gradients.set(name, gradient)
  }
  return { loss, gradients }
}

/** The same on compute kernels: there are no tensors, the gradients lie with the weights. */
export function lossOnKernels(
  model: KernelModel,
  weights: KernelWeights,
  { batch, lossOf, dropoutSeed }: StepInput,
): LossAndGradients {
  let sum = 0
  let branches = 0
  const gradientOf = (logits: Float32Array): Float32Array => {
    const { loss, gradient } = lossOf(logits)
    sum += loss
    branches++
    return gradient
  }
  model.step(batch, { dropoutSeed, withoutLinear: true, weights, gradientOf })
  return { loss: sum / branches, gradients: new Map() }
}
