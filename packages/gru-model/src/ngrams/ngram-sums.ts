import { NGRAM_SCALE } from '@textgate/core'
import type { NgramFeatures } from './ngram-features.ts'

/** What the sum of each text's rows is multiplied with, float32, shape [texts]; 0 where there are no features. */
export function featureScales({ starts }: NgramFeatures): Float32Array {
  return Float32Array.from({ length: starts.length - 1 }, (_, text) => {
    const count = (starts[text + 1] as number) - (starts[text] as number)
    return count === 0 ? 0 : NGRAM_SCALE / Math.sqrt(count)
  })
}

/**
 * Scores of texts, in plain loops: a step has some thousand features of a few classes each, and two sums at a time stay
 * in registers. Sums are double, in the order of the features.
 *
 * @param kernel - float32, shape [rows, classes]
 * @param bias - float32, shape [classes]
 * @returns float32, shape [texts, classes]
 */
export function scoresOf(
  kernel: Float32Array,
  bias: Float32Array,
  { rows, starts }: NgramFeatures,
  scales: Float32Array,
): Float32Array {
  const classes = bias.length
  const scores = new Float32Array(scales.length * classes)
  for (let text = 0; text < scales.length; text++) {
    const [first, end] = [starts[text] as number, starts[text + 1] as number]
    const score = (c: number, sum: number): void => {
      scores[text * classes + c] = Math.fround((scales[text] as number) * sum) + (bias[c] as number)
    }
    let c = 0
    for (; c + 1 < classes; c += 2) {
      let [sum, next] = [0, 0]
      for (let f = first; f < end; f++) {
        const at = (rows[f] as number) * classes + c
        sum += kernel[at] as number
        next += kernel[at + 1] as number
      }
      score(c, sum)
      score(c + 1, next)
    }
    if (c === classes) continue
    let sum = 0
    for (let f = first; f < end; f++) sum += kernel[(rows[f] as number) * classes + c] as number
    score(c, sum)
  }
  return scores
}

/**
 * The gradient of `scoresOf` in the kernel's distinct rows.
 *
 * @param dScores - float32, shape [texts, classes]
 * @param index - which distinct row each feature reads, int32, shape [features]
 * @param sums - float32, shape [distinct, classes]; written
 */
export function rowGradientsOf(
  dScores: Float32Array,
  { starts }: NgramFeatures,
  index: Int32Array,
  scales: Float32Array,
  sums: Float32Array,
): void {
  const classes = dScores.length / scales.length
  sums.fill(0)
  for (let text = 0; text < scales.length; text++) {
    const [first, end] = [starts[text] as number, starts[text + 1] as number]
    const stepOf = (c: number): number =>
      Math.fround((scales[text] as number) * (dScores[text * classes + c] as number))
    let c = 0
    for (; c + 1 < classes; c += 2) {
      const [step, next] = [stepOf(c), stepOf(c + 1)]
      for (let f = first; f < end; f++) {
        const to = (index[f] as number) * classes + c
        sums[to] = (sums[to] as number) + step
        sums[to + 1] = (sums[to + 1] as number) + next
      }
    }
    if (c === classes) continue
    const step = stepOf(c)
    for (let f = first; f < end; f++) {
      const to = (index[f] as number) * classes + c
      sums[to] = (sums[to] as number) + step
    }
  }
}

/** The gradient of `scoresOf` in the bias: writes the sums of the columns, double before they are rounded. */
export function biasGradientOf(dScores: Float32Array, sums: Float32Array): void {
  const classes = sums.length
  for (let c = 0; c < classes; c++) {
    let sum = 0
    for (let at = c; at < dScores.length; at += classes) sum += dScores[at] as number
    sums[c] = sum
  }
}
