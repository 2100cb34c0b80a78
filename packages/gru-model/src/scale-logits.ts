import * as tf from '@tensorflow/tfjs'

/** The weights in whose products and sums each branch's scores are linear: those of its last layer. */
const LAST_WEIGHTS = {
  encoder: ['head.kernel', 'head.bias'],
  ngrams: ['ngrams.kernel', 'ngrams.bias'],
} as const

/** Multiplies the class scores of branches by a factor each; see `TextClassifier.scaleBranches`. */
export function scaleBranches(
  variables: ReadonlyMap<string, tf.Variable>,
  factors: { readonly encoder?: number | undefined; readonly ngrams?: number | undefined },
): void {
  for (const [branch, factor] of Object.entries(factors)) {
    if (factor === undefined) continue
    if (!(factor > 0 && Number.isFinite(factor))) {
      throw new RangeError(`scaleLogits: ${factor} is no finite number above 0`)
    }
    for (const name of LAST_WEIGHTS[branch as keyof typeof LAST_WEIGHTS]) {
      const variable = variables.get(name)
      if (variable) tf.tidy(() => variable.assign(tf.mul(variable, factor)))
    }
  }
}
