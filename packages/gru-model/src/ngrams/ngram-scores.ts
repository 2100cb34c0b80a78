import * as tf from '@tensorflow/tfjs'
import { distinct } from '../distinct.ts'
import { hostView } from '../host-view.ts'
import type { RowGradients } from '../row-gradients.ts'
import type { NgramFeatures } from './ngram-features.ts'
import { biasGradientOf, rowGradientsOf, scoresOf } from './ngram-sums.ts'

/**
 * Class scores of texts by their n-grams: the sum of the rows, each times its value, plus bias; differentiable in both
 * weights. A text without features scores the bias.
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
  const { shape } = kernel
  const operation = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [kernel, bias] = args as [tf.Tensor2D, tf.Tensor1D]
    return {
      value: scores(kernel, bias, features),
      gradFunc: (dScores: tf.Tensor) => {
        const dKernel = kernelGradient(dScores as tf.Tensor2D, features, shape, gradients)
        return [dKernel, biasGradient(dScores as tf.Tensor2D)]
      },
    }
  })
  return operation(kernel, bias) as tf.Tensor2D
}

/** Plain loops where the host sees the values, as for embeddings: see `scatterRows`. */
function scores(kernel: tf.Tensor2D, bias: tf.Tensor1D, features: NgramFeatures): tf.Tensor2D {
  const values = hostView(kernel)
  if (!values) return tf.tidy(() => tf.add(sumsOnDevice(kernel, features), bias))
  const found = scoresOf(values, hostView(bias) as Float32Array, features)
  return tf.tensor2d(found, [textsOf(features), kernel.shape[1]])
}

function kernelGradient(
  dScores: tf.Tensor2D,
  features: NgramFeatures,
  shape: [number, number],
  gradients: RowGradients,
): tf.Tensor2D {
  const values = hostView(dScores)
  if (!values) return gradientOnDevice(dScores, features, shape[0])
  const { values: rows, index } = distinct(features.rows, shape[0])
  const sums = new Float32Array(rows.length * shape[1])
  rowGradientsOf(values, features, index, sums)
  return gradients.gradient(sums, rows, shape)
}

function biasGradient(dScores: tf.Tensor2D): tf.Tensor1D {
  const values = hostView(dScores)
  if (!values) return tf.sum(dScores, 0)
  const sums = new Float32Array(dScores.shape[1])
  biasGradientOf(values, sums)
  return tf.tensor1d(sums)
}

function sumsOnDevice(kernel: tf.Tensor2D, features: NgramFeatures): tf.Tensor2D {
  return tf.tidy(() => {
    if (features.rows.length === 0) return tf.zeros<tf.Rank.R2>([textsOf(features), kernel.shape[1]])
    const rows = tf.gather(kernel, tf.tensor1d(features.rows, 'int32')) // [features, classes]
    const weighted = tf.mul<tf.Tensor2D>(rows, valueColumn(features))
    return tf.unsortedSegmentSum(weighted, textOfFeatures(features), textsOf(features)) // [texts, classes]
  })
}

function gradientOnDevice(dScores: tf.Tensor2D, features: NgramFeatures, rows: number): tf.Tensor2D {
  return tf.tidy(() => {
    if (features.rows.length === 0) return tf.zeros<tf.Rank.R2>([rows, dScores.shape[1]])
    const steps = tf.gather(dScores, textOfFeatures(features)) // [features, classes]
    const weighted = tf.mul<tf.Tensor2D>(steps, valueColumn(features))
    return tf.unsortedSegmentSum(weighted, tf.tensor1d(features.rows, 'int32'), rows)
  })
}

function textsOf({ starts }: NgramFeatures): number {
  return starts.length - 1
}

/** Shape [features, 1]. */
function valueColumn({ values }: NgramFeatures): tf.Tensor2D {
  return tf.tensor2d(values, [values.length, 1])
}

/** The text that each feature belongs to, int32, shape [features]. */
function textOfFeatures({ rows, starts }: NgramFeatures): tf.Tensor1D {
  const texts = new Int32Array(rows.length)
  for (let text = 0; text + 1 < starts.length; text++) texts.fill(text, starts[text], starts[text + 1])
  return tf.tensor1d(texts, 'int32')
}
