import * as tf from '@tensorflow/tfjs'
import { distinct } from '../distinct.ts'
import { hostView } from '../host-view.ts'
import type { RowGradients } from '../row-gradients.ts'
import type { NgramFeatures } from './ngram-features.ts'
import { biasGradientOf, featureScales, rowGradientsOf, scoresOf } from './ngram-sums.ts'

/**
 * Class scores of texts by their n-grams: NGRAM_SCALE · (sum of the rows) / √(number of features) + bias,
 * differentiable in both weights. A text without features scores the bias.
 *
 * @param kernel - float32, shape [rows, classes]
 * @param bias - float32, shape [classes]
 * @param gradients - where the kernel's gradient is made
 * @returns float32, shape [texts, classes]
 */
export function ngramScores(
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  features: NgramFeatures,
  gradients: RowGradients,
): tf.Tensor2D {
  const scales = featureScales(features)
  const { shape } = kernel
  const operation = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [kernel, bias] = args as [tf.Tensor2D, tf.Tensor1D]
    return {
      value: scores(kernel, bias, features, scales),
      gradFunc: (dScores: tf.Tensor) => {
        const dKernel = kernelGradient(dScores as tf.Tensor2D, features, scales, shape, gradients)
        return [dKernel, biasGradient(dScores as tf.Tensor2D)]
      },
    }
  })
  return operation(kernel, bias) as tf.Tensor2D
}

/** Plain loops where the host sees the values, as for embeddings: see `scatterRows`. */
function scores(
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  features: NgramFeatures,
  scales: Float32Array,
): tf.Tensor2D {
  const values = hostView(kernel)
  if (!values) return tf.tidy(() => tf.add(sumsOnDevice(kernel, features, scales), bias))
  const found = scoresOf(values, hostView(bias) as Float32Array, features, scales)
  return tf.tensor2d(found, [scales.length, kernel.shape[1]])
}

function kernelGradient(
  dScores: tf.Tensor2D,
  features: NgramFeatures,
  scales: Float32Array,
  shape: [number, number],
  gradients: RowGradients,
): tf.Tensor2D {
  const values = hostView(dScores)
  if (!values) return gradientOnDevice(dScores, features, scales, shape[0])
  const { values: rows, index } = distinct(features.rows, shape[0])
  const sums = new Float32Array(rows.length * shape[1])
  rowGradientsOf(values, features, index, scales, sums)
  return gradients.gradient(sums, rows, shape)
}

function biasGradient(dScores: tf.Tensor2D): tf.Tensor1D {
  const values = hostView(dScores)
  if (!values) return tf.sum(dScores, 0)
  const sums = new Float32Array(dScores.shape[1])
  biasGradientOf(values, sums)
  return tf.tensor1d(sums)
}

function sumsOnDevice(kernel: tf.Tensor2D, features: NgramFeatures, scales: Float32Array): tf.Tensor2D {
  return tf.tidy(() => {
    if (features.rows.length === 0) return tf.zeros<tf.Rank.R2>([scales.length, kernel.shape[1]])
    const rows = tf.gather(kernel, tf.tensor1d(features.rows, 'int32')) // [features, classes]
    const sums = tf.unsortedSegmentSum(rows, textOfFeatures(features), scales.length) // [texts, classes]
    return tf.mul(sums, tf.tensor2d(scales, [scales.length, 1]))
  })
}

function gradientOnDevice(
  dScores: tf.Tensor2D,
  features: NgramFeatures,
  scales: Float32Array,
  rows: number,
): tf.Tensor2D {
  return tf.tidy(() => {
    if (features.rows.length === 0) return tf.zeros<tf.Rank.R2>([rows, dScores.shape[1]])
    const scaled = tf.mul(dScores, tf.tensor2d(scales, [scales.length, 1])) // [texts, classes]
    const steps = tf.gather(scaled, textOfFeatures(features)) // [features, classes]
    return tf.unsortedSegmentSum(steps as tf.Tensor2D, tf.tensor1d(features.rows, 'int32'), rows)
  })
}

/** The text that each feature belongs to, int32, shape [features]. */
function textOfFeatures({ rows, starts }: NgramFeatures): tf.Tensor1D {
  const texts = new Int32Array(rows.length)
  for (let text = 0; text + 1 < starts.length; text++) texts.fill(text, starts[text], starts[text + 1])
  return tf.tensor1d(texts, 'int32')
}
