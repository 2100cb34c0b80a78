import * as tf from '@tensorflow/tfjs'

/** The weights whose products and sums a branch's scores are linear in: those of its last layer. */
const LAST_WEIGHTS = ['head.kernel', 'head.bias', 'ngrams.kernel', 'ngrams.bias']

/** Multiplies the class scores of every branch by a factor; see `TextClassifier.scaleLogits`. */
export function scaleLogits(variables: ReadonlyMap<string, tf.Variable>, factor: number): void {
  if (!(factor > 0 && Number.isFinite(factor))) {
    throw new RangeError(`scaleLogits: ${factor} is no finite number above 0`)
  }
  for (const name of LAST_WEIGHTS) {
    const variable = variables.get(name)
    if (variable) tf.tidy(() => variable.assign(tf.mul(variable, factor)))
  }
}
