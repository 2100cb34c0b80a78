import * as tf from '@tensorflow/tfjs'
import type { RandomGenerator } from '@textgate/core'
import { type EncodedExamples, rowIds } from '../encoded-examples.ts'
import { labelTable } from '../row-labels.ts'
import type { LinearPart, TrainableModel } from '../trainable-model.ts'
import type { LinearProblem } from './linear-problem.ts'
import { scaleLinearPart } from './scale-linear-part.ts'
import { trainLinear } from './train-linear.ts'

/** Of an error in a text whose values have norm 1, against the squared norm of the weights: LIBLINEAR's C. */
const COST = 1

/** What a linear part is trained with. */
export interface LinearTraining {
  readonly train: EncodedExamples
  readonly dev?: EncodedExamples | undefined
  /** Weight of each label in the loss, float32, shape [classes]. */
  readonly classWeights: Float32Array
  readonly random: RandomGenerator
}

/**
 * Trains a model's linear part to the end, as linear support vector machines, one against the rest for each label (see
 * `dualCoordinateDescent`), and makes logits of their margins. When it is done, the part's variables hold the weights;
 * when it is left early, what they held.
 *
 * @param model - whose last branch the part is
 * @returns after each pass over all texts how many there were
 */
export async function* trainLinearPart(
  model: TrainableModel,
  part: LinearPart,
  { train, dev, classWeights, random }: LinearTraining,
): AsyncGenerator<number, void, undefined> {
  const classes = classWeights.length
  const table = labelTable(train, classes)
  const priceOf = (row: number): number =>
    train.labelOffsets ? 1 : (classWeights[train.labels[row] as number] as number)
  const problem: LinearProblem = {
    rows: train.size,
    features: part.features,
    outputs: classes,
    featuresOf: (row) => part.featuresOf(rowIds(train, row)),
    isTrue: (row, output) => table[row * classes + output] === 1,
    costOf: (row) => (COST * priceOf(row)) / part.norm ** 2,
  }
  for await (const { passes, done, weights } of trainLinear(problem, random)) {
    yield passes
    if (!done) continue
    assign(part.kernel, weights.kernel)
    assign(part.bias, weights.bias)
    await scaleLinearPart(model, part, dev, classes)
  }
}

function assign(variable: tf.Variable, values: Float64Array): void {
  tf.tidy(() => variable.assign(tf.tensor(Float32Array.from(values), variable.shape)))
}
