import type { Batch } from './batch.ts'

/** Whatever turns ids into class probabilities: a trained tfjs model, an ONNX Runtime session. */
export interface ProbabilityModel {
  /** Class probabilities, float32, row-major, shape [batch.size, classes]; each row sums to 1, but for head multi. */
  predict(batch: Batch): Promise<Float32Array>
  /**
   * Tokens that it computes for a text of this many, padding of the text's own windows included: what bounds the memory of a
   * batch. As many as the text has unless given.
   */
  tokensRead?(length: number): number
}
