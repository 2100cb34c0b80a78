import type { RandomGenerator } from '@textgate/core'
import type { LinearProblem, LinearWeights, SparseRow } from './linear-problem.ts'

/** What a pass over all texts has left. */
export interface DualPass {
  readonly weights: LinearWeights
  /** Largest projected gradient of the dual that the pass met; near 0 when nothing is left to improve. */
  readonly violation: number
}

/** Of which columns a text changes the weights: most are far on their side of the margin, and it changes none of theirs. */
interface Changes {
  /** By how much, float64, shape [columns]; `count` of them count. */
  readonly by: Float64Array
  /** Which columns, int32, of the same shape. */
  readonly of: Int32Array
  count: number
}

/**
 * Trains linear support vector machines, one against the rest for each output, by dual coordinate descent: Hsieh, Chang,
 * Lin, Keerthi and Sundararajan, "A Dual Coordinate Descent Method for Large-scale Linear SVM" (2008), algorithm 1 with
 * the squared hinge. For each output it minimises
 *
 *     ½ (Σ w(f)² / prior(f) + b²) + Σ cost(i) · max(0, 1 − y(i) (w · x(i) + b))²
 *
 * which is the same as features that are √prior times as large, with weights that are as much smaller.
 *
 * All outputs are updated together, text by text, so that the features of a text are looked up once. Each step of the
 * iterator is one pass over all texts in an order of its own; the weights are those that the next pass goes on from.
 *
 * Memory: 8 bytes a feature and output, 8 a text and output; with priors 16 a text and output.
 *
 * @param random - gives the orders; the same generator gives the same weights
 */
export function* dualCoordinateDescent(
  problem: LinearProblem,
  random: RandomGenerator,
): Generator<DualPass, never, undefined> {
  const { rows, features, outputs, priors } = problem
  const weights = { kernel: new Float64Array(features * outputs), bias: new Float64Array(outputs) }
  const { kernel, bias } = weights
  const dual = new Float64Array(rows * outputs)
  const norms = squaredNorms(problem)
  const scores = new Float64Array(outputs)
  const changes: Changes = { by: new Float64Array(outputs), of: new Int32Array(outputs), count: 0 }
  const order = Int32Array.from({ length: rows }, (_, row) => row)

  for (;;) {
    let violation = 0
    for (const row of random.shuffle(order)) {
      const found = problem.featuresOf(row)
      addRows(kernel, found, scores)
      const diagonal = 1 / (2 * problem.costOf(row))
      changes.count = 0
      for (let c = 0; c < outputs; c++) {
        const sign = problem.isTrue(row, c) ? 1 : -1
        const old = dual[row * outputs + c] as number
        const margin = sign * ((scores[c] as number) + (bias[c] as number))
        const gradient = margin - 1 + diagonal * old
        violation = Math.max(violation, Math.abs(old === 0 ? Math.min(gradient, 0) : gradient))
        const curvature = (norms[priors ? row * outputs + c : row] as number) + diagonal
        const next = Math.max(0, old - gradient / curvature)
        const change = sign * (next - old)
        if (change === 0) continue
        changes.by[changes.count] = change
        changes.of[changes.count++] = c
        dual[row * outputs + c] = next
        bias[c] = (bias[c] as number) + change
      }
      addToRows(kernel, found, changes, { columns: outputs, priors })
    }
    yield { weights, violation }
  }
}

/**
 * The squared length of each text, with its bias of 1, as its features are scaled by the priors: float64, shape [rows], or
 * [rows, outputs] where there are priors.
 */
function squaredNorms({ rows, outputs, featuresOf, priors }: LinearProblem): Float64Array {
  if (!priors) {
    return Float64Array.from({ length: rows }, (_, row) =>
      featuresOf(row).values.reduce((sum, value) => sum + value * value, 1),
    )
  }
  const norms = new Float64Array(rows * outputs)
  const norm = new Float64Array(outputs)
  for (let row = 0; row < rows; row++) {
    const found = featuresOf(row)
    addRows(priors, { rows: found.rows, values: found.values.map((value) => value * value) }, norm)
    for (let c = 0; c < outputs; c++) norms[row * outputs + c] = 1 + (norm[c] as number)
  }
  return norms
}

/**
 * Writes the weighted sum of rows of a matrix of `sums.length` columns. Four columns at a time stay in registers; every sum is
 * in the order of the features.
 */
function addRows(matrix: Float64Array | Float32Array, { rows, values }: SparseRow, sums: Float64Array): void {
  const columns = sums.length
  let c = 0
  for (; c + 3 < columns; c += 4) {
    let [first, second, third, fourth] = [0, 0, 0, 0]
    for (let i = 0; i < rows.length; i++) {
      const at = (rows[i] as number) * columns + c
      const value = values[i] as number
      first += value * (matrix[at] as number)
      second += value * (matrix[at + 1] as number)
      third += value * (matrix[at + 2] as number)
      fourth += value * (matrix[at + 3] as number)
    }
    sums[c] = first
    sums[c + 1] = second
    sums[c + 2] = third
    sums[c + 3] = fourth
  }
  for (; c < columns; c++) {
    let sum = 0
    for (let i = 0; i < rows.length; i++) {
      sum += (values[i] as number) * (matrix[(rows[i] as number) * columns + c] as number)
    }
    sums[c] = sum
  }
}

/** Adds changes of some columns, times the values of the text and the priors, to rows of a matrix. */
function addToRows(
  matrix: Float64Array,
  { rows, values }: SparseRow,
  changes: Changes,
  { columns, priors }: { readonly columns: number; readonly priors: Float32Array | undefined },
): void {
  for (let k = 0; k < changes.count; k++) {
    const c = changes.of[k] as number
    const by = changes.by[k] as number
    for (let i = 0; i < rows.length; i++) {
      const at = (rows[i] as number) * columns + c
      const scaled = priors ? (values[i] as number) * (priors[at] as number) : (values[i] as number)
      matrix[at] = (matrix[at] as number) + scaled * by
    }
  }
}
