import type { TrainingConfig } from '@textgate/core'
import { type EncodedExamples, rowIds } from '../encoded-examples.ts'
import { labelTable } from '../row-labels.ts'
import type { LinearPart } from '../trainable-model.ts'
import type { LinearProblem, SparseRow } from './linear-problem.ts'
import { naiveBayesPriors } from './naive-bayes-priors.ts'
import { type SharedPrefixes, sharedPrefixes, withPrefixes } from './shared-prefixes.ts'

/** Of an error in a text whose values have norm 1, against the squared norm of the weights: LIBLINEAR's C. */
const COST = 1

/** Bytes of features that are remembered at most; those of further texts are found again whenever they are asked for. */
const MOST_BYTES = 2 ** 28
/** Of a feature: an int32 and a float32. */
const FEATURE_BYTES = 8
/** Of a text beside its features: an object and two arrays. */
const ROW_BYTES = 256

/** What the weights of a linear part are expected to be. */
export type Priors = Exclude<TrainingConfig['ngramPriors'], 'auto'>
/** What tokens of a linear part share of their weights. */
export type Sharing = Exclude<TrainingConfig['ngramSharing'], 'auto'>

/** The texts of a part of the data as rows of features, found at every call. */
export function linearRows(
  part: LinearPart,
  examples: EncodedExamples,
): Pick<LinearProblem, 'rows' | 'featuresOf'> {
  return { rows: examples.size, featuresOf: (row) => part.featuresOf(rowIds(examples, row)) }
}

/** What a linear part's problem is made of. */
export interface ProblemParts {
  readonly train: EncodedExamples
  /** Weight of each label in the loss, float32, shape [classes]. */
  readonly classWeights: Float32Array
  /** Beginnings that are features, too. */
  readonly shared?: SharedPrefixes | undefined
}

/** What a linear part is to learn, without priors. Its features are remembered, for a training asks dozens of times. */
export function linearProblem(
  part: LinearPart,
  { train, classWeights, shared }: ProblemParts,
): LinearProblem {
  const classes = classWeights.length
  const table = labelTable(train, classes)
  const priceOf = (row: number): number =>
    train.labelOffsets ? 1 : (classWeights[train.labels[row] as number] as number)
  const plain: LinearProblem = {
    ...linearRows(part, train),
    ...{ features: part.features, outputs: classes },
    isTrue: (row, output) => table[row * classes + output] === 1,
    costOf: (row) => (COST * priceOf(row)) / part.norm ** 2,
  }
  const problem = shared ? withPrefixes(plain, shared) : plain
  return { ...problem, featuresOf: remember(problem.featuresOf, MOST_BYTES) }
}

/** The beginnings that tokens of a linear part share; undefined where there are none. */
export function prefixesOf(
  part: LinearPart,
  train: EncodedExamples,
  tokenOf: (id: number) => string | undefined,
): SharedPrefixes | undefined {
  const tokens = Array.from({ length: part.tokens }, (_, id) => tokenOf(id))
  const shared = sharedPrefixes(tokens, linearRows(part, train))
  return shared.count > 0 ? shared : undefined
}

/** The problem of some rows alone, in their order. */
export function someRows(problem: LinearProblem, rows: readonly number[]): LinearProblem {
  const { featuresOf, isTrue, costOf } = problem
  return {
    ...problem,
    rows: rows.length,
    featuresOf: (i) => featuresOf(rows[i] as number),
    isTrue: (i, output) => isTrue(rows[i] as number, output),
    costOf: (i) => costOf(rows[i] as number),
  }
}

/** The problem with the priors that its own rows give. */
export function withPriors(problem: LinearProblem, priors: Priors): LinearProblem {
  return priors === 'none' ? problem : { ...problem, priors: naiveBayesPriors(problem) }
}

/** Asks for each row once, and keeps it as long as there is room. */
export function remember(
  featuresOf: (row: number) => SparseRow,
  mostBytes: number,
): (row: number) => SparseRow {
  const kept = new Map<number, SparseRow>()
  let left = mostBytes
  return (row) => {
    const known = kept.get(row)
    if (known) return known
    const found = featuresOf(row)
    const bytes = ROW_BYTES + FEATURE_BYTES * found.rows.length
    if (bytes <= left) {
      left -= bytes
      kept.set(row, found)
    }
    return found
  }
}
