import type { LinearProblem } from './linear-problem.ts'

/** Added to every count of a feature, so that one seen once with a label is no proof. */
const SMOOTHING = 1

/**
 * What naive Bayes expects of the weights: |ln(p / q)| of each feature and output, where p is the feature's share of all
 * features of texts for which the output is true, and q of the others. So features that are as frequent in both have to earn
 * a weight, and those that tell the output apart have one cheaply. After Wang and Manning, "Baselines and Bigrams: Simple, Good
 * Sentiment and Topic Classification" (2012), who multiply features by ln(p / q), a prior of its square.
 *
 * For each output they are scaled so that the mean squared norm of the texts stays what it is without priors.
 *
 * @returns float32, row-major, shape [features, outputs]
 */
export function naiveBayesPriors(problem: Omit<LinearProblem, 'priors'>): Float32Array {
  const { rows, features, outputs, featuresOf, isTrue } = problem
  const inside = new Float32Array(features * outputs)
  const everywhere = new Float32Array(features)
  const squares = new Float64Array(features)
  const ofOutput = new Float64Array(outputs)
  let total = 0
  for (let row = 0; row < rows; row++) {
    const found = featuresOf(row)
    total += found.rows.length
    for (const [i, feature] of found.rows.entries()) {
      everywhere[feature] = (everywhere[feature] as number) + 1
      squares[feature] = (squares[feature] as number) + (found.values[i] as number) ** 2
    }
    for (let c = 0; c < outputs; c++) {
      if (!isTrue(row, c)) continue
      ofOutput[c] = (ofOutput[c] as number) + found.rows.length
      for (const feature of found.rows) {
        inside[feature * outputs + c] = (inside[feature * outputs + c] as number) + 1
      }
    }
  }
  const seen = everywhere.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  const priors = inside
  const norms = new Float64Array(outputs)
  let norm = 0
  for (let feature = 0; feature < features; feature++) {
    const all = everywhere[feature] as number
    if (all === 0) continue
    norm += squares[feature] as number
    for (let c = 0; c < outputs; c++) {
      const at = feature * outputs + c
      const here = inside[at] as number
      const p = (here + SMOOTHING) / ((ofOutput[c] as number) + SMOOTHING * seen)
      const q = (all - here + SMOOTHING) / (total - (ofOutput[c] as number) + SMOOTHING * seen)
      const prior = Math.abs(Math.log(p / q))
      priors[at] = prior
      norms[c] = (norms[c] as number) + prior * (squares[feature] as number)
    }
  }
  for (let at = 0; at < priors.length; at++) {
    const scaled = norms[at % outputs] as number
    priors[at] = scaled > 0 ? ((priors[at] as number) * norm) / scaled : 1
  }
  return priors
}
