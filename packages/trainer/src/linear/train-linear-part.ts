import * as tf from '@tensorflow/tfjs'
import type { Head, RandomGenerator } from '@textgate/core'
import { fitFactors } from '../calibration/fit-factors.ts'
import { negativeLogLikelihood } from '../calibration/negative-log-likelihood.ts'
import { type EncodedExamples, rowIds } from '../encoded-examples.ts'
import { labelTable, type RowLabels } from '../row-labels.ts'
import type { LinearPart } from '../trainable-model.ts'
import { linearMargins } from './linear-margins.ts'
import type { LinearProblem } from './linear-problem.ts'
import { trainLinear } from './train-linear.ts'

/** Of an error in a text whose values have norm 1, against the squared norm of the weights: LIBLINEAR's C. */
const COST = 1

/** Margins of support vector machines lie around -1 to 1; as logits they would never be sure. */
const WITHOUT_DEV = 3

/** What a linear part is trained with. */
export interface LinearTraining {
  readonly train: EncodedExamples
  readonly dev?: EncodedExamples | undefined
  readonly head: Head
  /** Weight of each label in the loss, float32, shape [classes]. */
  readonly classWeights: Float32Array
  readonly random: RandomGenerator
  /** What margins are multiplied by to become logits, where dev has settled it before. */
  readonly factor?: number | undefined
}

/** How the training of a linear part stands. */
export interface LinearPartProgress {
  /** Passes over all texts so far, from 1 on. */
  readonly passes: number
  /** What the margins were multiplied by to become logits; with the last pass alone. */
  readonly factor?: number
}

/**
 * Trains a model's linear part to the end, as linear support vector machines, one against the rest for each label (see
 * `dualCoordinateDescent`), and makes logits of their margins: multiplies the weights by a factor, the given one or else that
 * which suits the dev part best, without one 3. When it is done, the part's variables hold the weights; when it is left
 * early, what they held.
 *
 * @returns after each pass over all texts how it stands
 */
export async function* trainLinearPart(
  part: LinearPart,
  { train, dev, head, classWeights, random, factor: given }: LinearTraining,
): AsyncGenerator<LinearPartProgress, void, undefined> {
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
    if (!done) {
      yield { passes }
      continue
    }
    const fitted = (rows: EncodedExamples): number =>
      factorFor(linearMargins(part, weights, rows), head, rows, classes)
    const factor = given ?? (dev ? fitted(dev) : WITHOUT_DEV)
    assign(part.kernel, weights.kernel, factor)
    assign(part.bias, weights.bias, factor)
    yield { passes, factor }
  }
}

/** The factor that makes the likeliest logits of margins. */
function factorFor(margins: Float32Array, head: Head, truth: RowLabels, classes: number): number {
  return fitFactors([margins], negativeLogLikelihood(head, truth, classes))[0] as number
}

function assign(variable: tf.Variable, values: Float64Array, factor: number): void {
  tf.tidy(() =>
    variable.assign(
      tf.tensor(
        Float32Array.from(values, (value) => factor * value),
        variable.shape,
      ),
    ),
  )
}
