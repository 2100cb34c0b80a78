import type { ModelConfig, NamedWeights } from '@textgate/core'

/** A network of another library, as textgate has it. */
export interface ImportedNetwork {
  readonly config: ModelConfig
  /** By the names of `readWeights`; one more array each, nothing is shared with the file. */
  readonly weights: NamedWeights
  /** Rows of the embedding. */
  readonly vocabularySize: number
  /** Outputs; a single output of the file, the score of the second label, becomes two. */
  readonly classes: number
  /** What the reader should know of the difference to where the network came from, a sentence each. */
  readonly notes: readonly string[]
}
