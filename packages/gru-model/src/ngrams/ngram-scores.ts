import * as tf from '@tensorflow/tfjs'
import { NGRAM_SCALE } from '@textgate/core'
import { distinct } from '../distinct.ts'
import { hostView } from '../host-view.ts'
import type { RowGradients } from '../row-gradients.ts'
import type { NgramFeatures } from './ngram-features.ts'

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
  const sums = tf.customGrad((kernel: tf.Tensor | tf.GradSaveFunc) => ({
    value: scaledSums(kernel as tf.Tensor2D, features, scales),
    gradFunc: (dScores: tf.Tensor) =>
      kernelGradient(dScores as tf.Tensor2D, features, scales, shape, gradients),
  }))
  return tf.add(sums(kernel), bias)
}

/** float32, shape [texts]; 0 where there are no features. */
function featureScales({ starts }: NgramFeatures): Float32Array {
  return Float32Array.from({ length: starts.length - 1 }, (_, text) => {
    const count = (starts[text + 1] as number) - (starts[text] as number)
    return count === 0 ? 0 : NGRAM_SCALE / Math.sqrt(count)
  })
}

/** Plain loops where the host sees the values, as for embeddings: see `scatterRows`. */
function scaledSums(kernel: tf.Tensor2D, features: NgramFeatures, scales: Float32Array): tf.Tensor2D {
  const values = hostView(kernel)
  if (!values) return sumsOnDevice(kernel, features, scales)
  const classes = kernel.shape[1]
  const scores = new Float32Array(scales.length * classes)
  const sum = new Float64Array(classes)
  for (let text = 0; text < scales.length; text++) {
    sum.fill(0)
    const end = features.starts[text + 1] as number
    for (let feature = features.starts[text] as number; feature < end; feature++) {
      const from = (features.rows[feature] as number) * classes
      for (let c = 0; c < classes; c++) sum[c] = (sum[c] as number) + (values[from + c] as number)
    }
    const scale = scales[text] as number
    for (let c = 0; c < classes; c++) scores[text * classes + c] = scale * (sum[c] as number)
  }
  return tf.tensor2d(scores, [scales.length, classes])
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
  const classes = shape[1]
  const sums = new Float32Array(rows.length * classes)
  const step = new Float32Array(classes)
  for (let text = 0; text < scales.length; text++) {
    for (let c = 0; c < classes; c++) {
      step[c] = (scales[text] as number) * (values[text * classes + c] as number)
    }
    const end = features.starts[text + 1] as number
    for (let feature = features.starts[text] as number; feature < end; feature++) {
      const to = (index[feature] as number) * classes
      for (let c = 0; c < classes; c++) sums[to + c] = (sums[to + c] as number) + (step[c] as number)
    }
  }
  return gradients.gradient(sums, rows, shape)
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
