import type { NgramFeatures } from './ngram-features.ts'

/**
 * Scores of texts, in plain loops: a step has some thousand features of a few classes each, and two sums at a time stay
 * in registers. Sums are double, in the order of
 * the features.
 *
 * @param kernel - float32, shape [rows, classes]
 * @param bias - float32, shape [classes]
 * @returns float32, shape [texts, classes]
 */
export function scoresOf(
  kernel: Float32Array,
  bias: Float32Array,
  { rows, starts, values }: NgramFeatures,
): Float32Array {
  const classes = bias.length
  const texts = starts.length - 1
  const scores = new Float32Array(texts * classes)
  for (let text = 0; text < texts; text++) {
    const [first, end] = [starts[text] as number, starts[text + 1] as number]
    const score = (c: number, sum: number): void => {
      scores[text * classes + c] = sum + (bias[c] as number)
    }
    let c = 0
    for (; c + 1 < classes; c += 2) {
      let [sum, next] = [0, 0]
      for (let f = first; f < end; f++) {
        const at = (rows[f] as number) * classes + c
        const value = values[f] as number
        sum += value * (kernel[at] as number)
        next += value * (kernel[at + 1] as number)
      }
      score(c, sum)
      score(c + 1, next)
    }
    if (c === classes) continue
    let sum = 0
    for (let f = first; f < end; f++) {
      sum += (values[f] as number) * (kernel[(rows[f] as number) * classes + c] as number)
    }
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
  { starts, values }: NgramFeatures,
  index: Int32Array,
  sums: Float32Array,
): void {
  const texts = starts.length - 1
  const classes = dScores.length / texts
  sums.fill(0)
  for (let text = 0; text < texts; text++) {
    const [first, end] = [starts[text] as number, starts[text + 1] as number]
    const stepOf = (c: number): number => dScores[text * classes + c] as number
    let c = 0
    for (; c + 1 < classes; c += 2) {
      const [step, next] = [stepOf(c), stepOf(c + 1)]
      for (let f = first; f < end; f++) {
        const to = (index[f] as number) * classes + c
        const value = values[f] as number
        sums[to] = (sums[to] as number) + value * step
        sums[to + 1] = (sums[to + 1] as number) + value * next
      }
    }
    if (c === classes) continue
    const step = stepOf(c)
    for (let f = first; f < end; f++) {
      const to = (index[f] as number) * classes + c
      sums[to] = (sums[to] as number) + (values[f] as number) * step
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
