/** The matrices of a recurrent layer by their names in a bundle. */
export type LayerPart = 'kernel' | 'recurrent'

/** A recurrent layer whose weights are wanted. */
export interface LayerOfGates {
  /** Prefix of the weights' names, e.g. `lstm.0`. */
  readonly layer: string
  /** Which of our gates stands at each place of ONNX's. */
  readonly gates: readonly number[]
  readonly directions: readonly string[]
}

/** Adds weights to a graph in the form in which a file stores them; every method returns the name of a value. */
export interface GraphWeights {
  /** A whole weight, float in its own shape. */
  value(name: string): string
  /**
   * Rows of a weight.
   *
   * @param value - name of the rows
   * @param indices - name of their numbers
   * @returns `value`, float [...shape of the indices, ...other axes of the weight]
   */
  rows(value: string, name: string, indices: string): string
  /** Matrices of a layer as ONNX's recurrent operators want them, float [directions, gates * hidden, inputs]. */
  matrices(part: LayerPart, of: LayerOfGates): string
  /** Biases of a layer, float [directions, 2 * gates * hidden], those of inputs before recurrent ones. */
  biases(of: LayerOfGates): string
  /** A kernel of a convolution, ours [width, inputs, filters], as ONNX has it: float [filters, inputs, width]. */
  convolution(name: string): string
}
