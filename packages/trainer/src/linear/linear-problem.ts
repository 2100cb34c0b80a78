/** Features of a text that are not zero. */
export interface SparseRow {
  /** Which ones, distinct, int32, shape [features of the text]. */
  readonly rows: Int32Array
  /** Their values, float32, of the same shape. */
  readonly values: Float32Array
}

/** Texts as sparse rows, and which outputs are true of each: what a linear classifier is trained on. */
export interface LinearProblem {
  /** Texts. */
  readonly rows: number
  /** Features that there are. */
  readonly features: number
  /** Classes, each a problem of its own: is it this one or not? */
  readonly outputs: number
  featuresOf(row: number): SparseRow
  /** Whether an output is true of a text. */
  isTrue(row: number, output: number): boolean
  /** How much an error in a text costs, above 0; less means more regularisation. */
  costOf(row: number): number
  /**
   * How far from 0 the weight of a feature for an output may be expected, squared: the less, the more its own square costs.
   * Float32, row-major, shape [features, outputs]; 1 for all where it is not there.
   */
  readonly priors?: Float32Array | undefined
}

/** A linear classifier: the sum of the kernel's rows of a text's features, each times its value, + bias. */
export interface LinearWeights {
  /** Float64, row-major, shape [features, outputs]. */
  readonly kernel: Float64Array
  /** Float64, shape [outputs]. */
  readonly bias: Float64Array
}
