import * as tf from '@tensorflow/tfjs'
import type { Head, RandomGenerator } from '@textgate/core'
import { fitFactors } from '../calibration/fit-factors.ts'
import { negativeLogLikelihood } from '../calibration/negative-log-likelihood.ts'
import { type EncodedExamples, rowIds, selectExamples } from '../encoded-examples.ts'
import { labelTable } from '../row-labels.ts'
import type { LinearPart } from '../trainable-model.ts'
import { linearMargins } from './linear-margins.ts'
import type { LinearProblem } from './linear-problem.ts'
import { commonScale, type MarginScale, sigmoidScale } from './margin-scale.ts'
import { trainLinear } from './train-linear.ts'

/** Of an error in a text whose values have norm 1, against the squared norm of the weights: LIBLINEAR's C. */
const COST = 1

/** Margins of support vector machines lie around -1 to 1; as logits they would never be sure. */
const WITHOUT_DEV = 3

/** Parts of the training rows for head multi, each of which gets the margins of machines that have not seen it. */
const FOLDS = 3

/** What a linear part is trained with. */
export interface LinearTraining {
  readonly train: EncodedExamples
  readonly dev?: EncodedExamples | undefined
  readonly head: Head
  /** Weight of each label in the loss, float32, shape [classes]. */
  readonly classWeights: Float32Array
  readonly random: RandomGenerator
  /** How margins become logits, where a former training has settled it. */
  readonly scale?: MarginScale | undefined
}

/** How the training of a linear part stands. */
export interface LinearPartProgress {
  /** Passes over the texts so far, from 1 on. */
  readonly passes: number
  /** How the margins became logits; with the last pass alone. */
  readonly scale?: MarginScale
}

/**
 * Trains a model's linear part to the end, as linear support vector machines, one against the rest for each label (see
 * `dualCoordinateDescent`), and makes logits of their margins. Where labels compete, by one factor: that which suits the
 * dev part best, without one 3. For head multi, where each label is answered for itself, by a sigmoid for each (see
 * `fitSigmoid`) on margins of the training texts: each third of them gets those of machines that were trained on the rest.
 * When it is done, the part's variables hold the weights; when it is left early, what they held.
 *
 * @returns after each pass over the texts how it stands
 */
export async function* trainLinearPart(
  part: LinearPart,
  training: LinearTraining,
): AsyncGenerator<LinearPartProgress, void, undefined> {
  const { train, dev, head, random } = training
  const classes = training.classWeights.length
  let passes = 0
  let { scale } = training
  if (scale === undefined && head === 'multi' && train.size >= FOLDS) {
    for await (const margins of unseenMargins(part, training)) {
      yield { passes: ++passes }
      if (margins) scale = sigmoidScale(margins, labelTable(train, classes), { classes, usual: WITHOUT_DEV })
    }
  }
  for await (const { done, weights } of trainLinear(problemOf(part, train, training), random)) {
    passes++
    if (!done) {
      yield { passes }
      continue
    }
    scale ??= commonScale(dev ? factorOnDev(linearMargins(part, weights, dev), dev) : WITHOUT_DEV, classes)
    assign(part.kernel, weights.kernel, scale.slopes)
    assign(part.bias, weights.bias, scale.slopes, scale.offsets)
    yield { passes, scale }
  }

  /** The factor that makes the likeliest logits of margins. */
  function factorOnDev(margins: Float32Array, truth: EncodedExamples): number {
    return fitFactors([margins], negativeLogLikelihood(head, truth, classes))[0] as number
  }
}

/**
 * Margins of every training text by machines that have not seen it; nothing after each pass but the last.
 *
 * @returns float32, row-major, shape [rows, classes]
 */
async function* unseenMargins(
  part: LinearPart,
  training: LinearTraining,
): AsyncGenerator<Float32Array | undefined, void, undefined> {
  const { train } = training
  const classes = training.classWeights.length
  const random = training.random.fork('folds')
  const rows = random.shuffle(Array.from({ length: train.size }, (_, row) => row))
  const found = new Float32Array(train.size * classes)
  for (let fold = 0; fold < FOLDS; fold++) {
    const seen = selectExamples(
      train,
      rows.filter((_, i) => i % FOLDS !== fold),
    )
    const unseen = rows.filter((_, i) => i % FOLDS === fold)
    const order = random.fork(`fold ${fold}`)
    for await (const { done, weights } of trainLinear(problemOf(part, seen, training), order)) {
      if (done) {
        const margins = linearMargins(part, weights, selectExamples(train, unseen))
        for (const [i, row] of unseen.entries()) {
          found.set(margins.subarray(i * classes, (i + 1) * classes), row * classes)
        }
      }
      yield done && fold === FOLDS - 1 ? found : undefined
    }
  }
}

function problemOf(
  part: LinearPart,
  train: EncodedExamples,
  { classWeights }: LinearTraining,
): LinearProblem {
  const classes = classWeights.length
  const table = labelTable(train, classes)
  const priceOf = (row: number): number =>
    train.labelOffsets ? 1 : (classWeights[train.labels[row] as number] as number)
  return {
    rows: train.size,
    features: part.features,
    outputs: classes,
    featuresOf: (row) => part.featuresOf(rowIds(train, row)),
    isTrue: (row, output) => table[row * classes + output] === 1,
    costOf: (row) => (COST * priceOf(row)) / part.norm ** 2,
  }
}

/** Gives a variable whose last axis are the classes its values, scaled. */
function assign(
  variable: tf.Variable,
  values: Float64Array,
  slopes: readonly number[],
  offsets?: readonly number[],
): void {
  const classes = slopes.length
  const scaled = Float32Array.from(
    values,
    (value, i) => (slopes[i % classes] as number) * value + (offsets?.[i % classes] ?? 0),
  )
  tf.tidy(() => variable.assign(tf.tensor(scaled, variable.shape)))
}
