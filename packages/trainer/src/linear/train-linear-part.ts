import * as tf from '@tensorflow/tfjs'
import type { Head, RandomGenerator, TrainingConfig } from '@textgate/core'
import { fitFactors, mixLogits } from '../calibration/fit-factors.ts'
import { negativeLogLikelihood } from '../calibration/negative-log-likelihood.ts'
import type { EncodedExamples } from '../encoded-examples.ts'
import { labelTable } from '../row-labels.ts'
import type { LinearPart } from '../trainable-model.ts'
import type { LossOfLogits } from '../training-loss.ts'
import { linearMargins } from './linear-margins.ts'
import type { LinearProblem, LinearWeights } from './linear-problem.ts'
import {
  linearProblem,
  linearRows,
  type Priors,
  prefixesOf,
  type Sharing,
  someRows,
  withPriors,
} from './linear-problem-of.ts'
import { commonScale, type MarginScale, sigmoidScale } from './margin-scale.ts'
import { foldPrefixes, type SharedPrefixes } from './shared-prefixes.ts'
import { trainLinear } from './train-linear.ts'

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
  /** As of `training.ngramPriors`. */
  readonly priors: TrainingConfig['ngramPriors']
  /** As of `training.ngramSharing`. */
  readonly sharing: TrainingConfig['ngramSharing']
  /** As of `TrainOptions`. */
  readonly tokenOf?: ((id: number) => string | undefined) | undefined
  readonly random: RandomGenerator
  /** What a former training has settled. */
  readonly settled?: LinearChoices | undefined
}

/** What the training of a linear part settled. */
export interface LinearChoices {
  /** What its weights were expected to be. */
  readonly priors: Priors
  /** What of them its tokens shared. */
  readonly sharing: Sharing
  /** How its margins became logits. */
  readonly scale: MarginScale
}

/** How the training of a linear part stands. */
export interface LinearPartProgress {
  /** Passes over the texts so far, from 1 on. */
  readonly passes: number
  /** When it is done; no pass more than before. */
  readonly choices?: LinearChoices
}

/** One of the ways to share weights: none without beginnings. */
interface Way {
  readonly shared?: SharedPrefixes
}

/** Machines that were trained in one way, with some priors. */
interface Candidate extends Way {
  readonly priors: Priors
  readonly weights: LinearWeights
  /** The factor that makes the likeliest logits of margins, by dev, and how likely it makes them, in nats. */
  readonly onDev?: { readonly factor: number; readonly loss: number } | undefined
}

/**
 * Trains a model's linear part to the end, as linear support vector machines, one against the rest for each label (see
 * `dualCoordinateDescent`), and makes logits of their margins. What their weights are expected to be (see `naiveBayesPriors`), and
 * whether tokens that begin alike share a part of theirs (see `withPrefixes`), is chosen for `auto` by the dev part, which the chosen
 * machines make likelier: first the priors, then with those the sharing. Without one, nothing is expected or shared.
 *
 * Where labels compete, one factor makes logits of margins: that which suits the dev part best, without one 3. For head
 * multi, where each label is answered for itself, a sigmoid for each does (see `fitSigmoid`), fitted on margins of the training
 * texts: each third of them gets those of machines that were trained on the rest.
 * When it is done, the part's variables hold the weights; when it is left early, what they held.
 *
 * @returns after each pass over the texts how it stands, and what was chosen at the end
 */
export async function* trainLinearPart(
  part: LinearPart,
  training: LinearTraining,
): AsyncGenerator<LinearPartProgress, void, undefined> {
  const { train, head, settled, classWeights } = training
  const classes = classWeights.length
  const asked = settled ?? training
  let passes = 0
  let chosen: Candidate | undefined
  for (const way of waysToShare(part, training, asked.sharing)) {
    const problem = linearProblem(part, { train, classWeights, shared: way.shared })
    for (const priors of chosen ? [chosen.priors] : priorsOf(asked.priors, training)) {
      for await (const candidate of trainCandidate(problem, part, training, { ...way, priors })) {
        yield { passes: ++passes }
        if (!candidate) continue
        const isLikelier = (candidate.onDev?.loss ?? 0) < (chosen?.onDev?.loss ?? Number.POSITIVE_INFINITY)
        if (isLikelier) chosen = candidate
      }
    }
  }
  const { priors, shared, weights, onDev } = chosen as Candidate
  let scale = settled?.scale ?? commonScale(onDev?.factor ?? WITHOUT_DEV, classes)
  if (!settled && head === 'multi' && train.size >= FOLDS) {
    const problem = linearProblem(part, { train, classWeights, shared })
    for await (const margins of unseenMargins(problem, priors, training.random.fork('folds'))) {
      yield { passes: ++passes }
      if (margins) scale = sigmoidScale(margins, labelTable(train, classes), { classes, usual: WITHOUT_DEV })
    }
  }
  assign(part.kernel, weights.kernel, scale.slopes)
  assign(part.bias, weights.bias, scale.slopes, scale.offsets)
  yield { passes, choices: { priors, sharing: shared ? 'prefixes' : 'none', scale } }
}

function priorsOf(asked: LinearTraining['priors'], { dev }: LinearTraining): Priors[] {
  if (asked !== 'auto') return [asked]
  return dev ? ['none', 'naive-bayes'] : ['none']
}

/** The ways to share that are tried, in this order; where no tokens begin alike, none is the only one. */
function waysToShare(
  part: LinearPart,
  { train, dev, tokenOf }: LinearTraining,
  asked: LinearTraining['sharing'],
): Way[] {
  if (asked === 'none' || (asked === 'auto' && !dev)) return [{}]
  const shared = tokenOf && prefixesOf(part, train, tokenOf)
  if (!shared) return [{}]
  return asked === 'prefixes' ? [{ shared }] : [{}, { shared }]
}

/** Machines trained in one way, and how likely they make dev where nothing is settled; nothing after each pass but the last. */
export async function* trainCandidate(
  problem: LinearProblem,
  part: LinearPart,
  { dev: devPart, settled, head, random }: Pick<LinearTraining, 'dev' | 'settled' | 'head' | 'random'>,
  way: Way & Pick<Candidate, 'priors'>,
): AsyncGenerator<Candidate | undefined, void, undefined> {
  const dev = settled ? undefined : devPart
  const lossOf = dev && negativeLogLikelihood(head, dev, problem.outputs)
  const { priors, shared } = way
  // Of its own, so that it does not matter what was tried before.
  const order = random.fork(priors)
  for await (const { weights: found } of trainLinear(withPriors(problem, priors), order)) {
    if (!found) {
      yield undefined
      continue
    }
    const weights = shared ? foldPrefixes(found, shared) : found
    const onDev = dev && lossOf && likeliest(linearMargins(linearRows(part, dev), weights), lossOf)
    yield { ...way, weights, onDev }
  }
}

function likeliest(margins: Float32Array, lossOf: LossOfLogits): { factor: number; loss: number } {
  const [factor] = fitFactors([margins], lossOf) as [number]
  return { factor, loss: lossOf(mixLogits([margins], [factor])).loss }
}

/**
 * Margins of every training text by machines that have not seen it; nothing after each pass but the last.
 *
 * @returns float32, row-major, shape [rows, classes]
 */
async function* unseenMargins(
  problem: LinearProblem,
  priors: Priors,
  random: RandomGenerator,
): AsyncGenerator<Float32Array | undefined, void, undefined> {
  const { outputs } = problem
  const rows = random.shuffle(Array.from({ length: problem.rows }, (_, row) => row))
  const found = new Float32Array(problem.rows * outputs)
  for (let fold = 0; fold < FOLDS; fold++) {
    const seen = rows.filter((_, i) => i % FOLDS !== fold)
    const unseen = rows.filter((_, i) => i % FOLDS === fold)
    const order = random.fork(`fold ${fold}`)
    for await (const { weights } of trainLinear(withPriors(someRows(problem, seen), priors), order)) {
      if (weights) {
        const margins = linearMargins(someRows(problem, unseen), weights)
        for (const [i, row] of unseen.entries()) {
          found.set(margins.subarray(i * outputs, (i + 1) * outputs), row * outputs)
        }
      }
      yield weights && fold === FOLDS - 1 ? found : undefined
    }
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
