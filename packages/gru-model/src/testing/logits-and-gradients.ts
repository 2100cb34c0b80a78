import * as tf from '@tensorflow/tfjs'
import type { Batch } from '@textgate/core'
import type { ForwardOptions } from '../branches/branch.ts'
import type { TextClassifier } from '../text-classifier.ts'
import { learntVariables } from './learnt-variables.ts'

/** Logits of a batch, and the gradients by weight name of the sum of logits times `weighting`. */
export function logitsAndGradients(
  model: TextClassifier,
  batch: Batch,
  weighting: ArrayLike<number>,
  options: ForwardOptions = { training: false },
): { logits: number[]; gradients: Map<string, number[]> } {
  let logits: number[] = []
  const { value, grads } = tf.variableGrads(() => {
    const scores = model.forward(batch, options)
    logits = Array.from(scores.dataSync())
    return tf.sum(tf.mul(scores, tf.tensor(Float32Array.from(weighting), scores.shape))) as tf.Scalar
  }, [...model.variables.values()])
  const gradients = new Map<string, number[]>()
  for (const [name, variable] of learntVariables(model)) {
    gradients.set(name, Array.from(grads[variable.name]!.dataSync()))
  }
  tf.dispose([value, grads])
  return { logits, gradients }
}
