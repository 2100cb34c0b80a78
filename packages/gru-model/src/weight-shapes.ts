import { type ModelConfig, ngramBuckets } from '@textgate/core'

/** The sizes that the configuration leaves open. */
export interface ModelSizes {
  /** Ids of the tokenizer, padding and unknown included, at least 2. */
  readonly vocabularySize: number
  /** Labels, at least 1. */
  readonly classes: number
}

/** Name prefixes of the directions of a layer, forward first. */
export function directionsOf(config: ModelConfig): readonly ('forward' | 'backward')[] {
  return config.bidirectional ? ['forward', 'backward'] : ['forward']
}

/** Every weight of a model with its shape, in the order of the data flow. */
export function weightShapes(
  config: ModelConfig,
  { vocabularySize, classes }: ModelSizes,
): Map<string, readonly number[]> {
  const hidden = config.hiddenSize
  const directions = directionsOf(config)
  const states = hidden * directions.length
  const shapes = new Map<string, readonly number[]>([['embedding', [vocabularySize, config.embeddingSize]]])
  for (let layer = 0; layer < config.layers; layer++) {
    for (const direction of directions) {
      const prefix = `gru.${layer}.${direction}`
      shapes.set(`${prefix}.kernel`, [layer === 0 ? config.embeddingSize : states, 3 * hidden])
      shapes.set(`${prefix}.recurrent`, [hidden, 3 * hidden])
      shapes.set(`${prefix}.bias`, [3 * hidden])
      shapes.set(`${prefix}.recurrentBias`, [3 * hidden])
    }
  }
  shapes.set('head.kernel', [config.pooling === 'max-mean' ? 2 * states : states, classes])
  shapes.set('head.bias', [classes])
  if (config.ngrams > 0) {
    shapes.set('ngrams.kernel', [vocabularySize + ngramBuckets(config, classes), classes])
    shapes.set('ngrams.bias', [classes])
  }
  return shapes
}
