import * as tf from '@tensorflow/tfjs'
import type { Batch, ProbabilityModel } from '@textgate/core'
import type { TrainableModel } from './trainable-model.ts'

/** A trainable model as one that answers: dropout off, softmax over its logits. */
export function probabilityModel(model: TrainableModel): ProbabilityModel {
  return {
    async predict(batch: Batch): Promise<Float32Array> {
      const logits = tf.tidy(() => model.forward(batch, { training: false }))
      const values = (await logits.data()) as Float32Array
      const classes = logits.shape[1]
      logits.dispose()
      return softmaxRows(values, classes)
    },
  }
}

/**
 * Softmax of each row, in double precision.
 *
 * @param logits - float32, row-major, shape [rows, classes]
 * @returns float32, shape [rows, classes]
 */
export function softmaxRows(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length)
  for (let start = 0; start < logits.length; start += classes) {
    let largest = Number.NEGATIVE_INFINITY
    for (let i = start; i < start + classes; i++) largest = Math.max(largest, logits[i] as number)
    let sum = 0
    for (let i = start; i < start + classes; i++) sum += Math.exp((logits[i] as number) - largest)
    for (let i = start; i < start + classes; i++) {
      probabilities[i] = Math.exp((logits[i] as number) - largest) / sum
    }
  }
  return probabilities
}
