import type { ModelConfig } from '@textgate/core'

/** The sizes that the configuration leaves open. */
export interface ModelSizes {
  /** Ids of the tokenizer, padding and unknown included, at least 2. */
  readonly vocabularySize: number
  /** Labels, at least 1. */
  readonly classes: number
}

/** A network and what it is built for. */
export interface Network {
  readonly config: ModelConfig
  readonly sizes: ModelSizes
}
