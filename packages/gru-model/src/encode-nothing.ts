import * as tf from '@tensorflow/tfjs'
import { type EncoderInput, pooledWidth } from './kernels/encoder.ts'

/** What a batch of empty texts alone encodes to: zeros, and zeros as the gradient of every weight. */
export function encodeNothing(input: EncoderInput): tf.Tensor2D {
  const { batch, table, layers } = input
  const weights = layers.flat().flatMap((of) => [of.kernel, of.recurrent, of.bias, of.recurrentBias])
  const inputs: tf.Tensor[] = [table, ...weights]
  const zeros = tf.customGrad((..._: (tf.Tensor | tf.GradSaveFunc)[]) => ({
    value: tf.zeros<tf.Rank.R2>([batch.size, pooledWidth(input)]),
    gradFunc: () => inputs.map((tensor) => tf.zeros(tensor.shape)),
  }))
  return zeros(...inputs) as tf.Tensor2D
}
