/** Texts as sparse rows, and which outputs are true of each: what a linear classifier is trained on. */
export interface LinearProblem {
  /** Texts. */
  readonly rows: number
  /** Features that there are. */
  readonly features: number
  /** Classes, each a problem of its own: is it this one or not? */
  readonly outputs: number
  /** The features of a text, each as often as it occurs, int32; may be a view of an array that the next call overwrites. */
  featuresOf(row: number): Int32Array
  /** The value of one occurrence in a text of 1 or more: with 1/√count a text of distinct features has length 1. */
  valueAmong(count: number): number
  /** Whether an output is true of a text. */
  isTrue(row: number, output: number): boolean
  /** How much an error in a text costs, above 0; less means more regularisation. */
  costOf(row: number): number
}

/** A linear classifier: value · (sum of the kernel's rows of a text's features) + bias. */
export interface LinearWeights {
  /** Float64, row-major, shape [features, outputs]. */
  readonly kernel: Float64Array
  /** Float64, shape [outputs]. */
  readonly bias: Float64Array
}
