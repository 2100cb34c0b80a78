import * as tf from '@tensorflow/tfjs'

/**
 * x·kernel + bias, differentiable in all three. The gradient transposes explicitly: tf.matMul's own gradient uses
 * transpose flags, which are ten times slower on wasm.
 *
 * @param x - float32, shape [batch, inputs]
 * @param kernel - float32, shape [inputs, outputs]
 * @param bias - float32, shape [outputs]
 * @returns float32, shape [batch, outputs]
 */
export function dense(x: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  const apply = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [x, kernel, bias, save] = args as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.GradSaveFunc]
    save([x, kernel])
    return {
      value: tf.add(tf.matMul(x, kernel), bias),
      gradFunc: (dOutputs: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, kernel] = saved as [tf.Tensor2D, tf.Tensor2D]
        const dy = dOutputs as tf.Tensor2D
        return tf.tidy(() => [
          tf.matMul(dy, tf.transpose(kernel)),
          tf.matMul(tf.transpose(x), dy),
          tf.sum(dy, 0),
        ])
      },
    }
  })
  return apply(x, kernel, bias) as tf.Tensor2D
}
