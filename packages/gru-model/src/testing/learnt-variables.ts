import type * as tf from '@tensorflow/tfjs'
import type { TextClassifier } from '../text-classifier.ts'

/** The variables of a model that have gradients, by name. */
export function learntVariables(model: TextClassifier): [name: string, variable: tf.Variable][] {
  return [...model.variables].filter(([, { trainable }]) => trainable)
}
