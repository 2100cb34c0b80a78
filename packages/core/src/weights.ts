/** One tensor of weights on the host. */
export interface WeightTensor {
  readonly shape: readonly number[]
  /** Row-major values; its length is the product of `shape`. */
  readonly data: Float32Array
}

/** Weights by name, e.g. `embedding`, `gru.0.forward.kernel`. */
export type NamedWeights = ReadonlyMap<string, WeightTensor>
