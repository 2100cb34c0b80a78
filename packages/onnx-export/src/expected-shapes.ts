import { type ModelConfig, ngramBuckets, pooledWidth, poolingParts } from '@textgate/core'

/** Gates of each recurrent cell, side by side in its weights. */
const GATES = { gru: 3, lstm: 4, rnn: 1 } as const

/** The recurrent encoders. */
export type Cell = keyof typeof GATES

/** Rows of the embedding and columns of the head. */
export interface GraphSizes {
  readonly vocabularySize: number
  readonly classes: number
}

/** The weights that a configuration calls for, by name, with their shapes. */
export function expectedShapes(
  config: ModelConfig,
  { vocabularySize, classes }: GraphSizes,
): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>()
  if (config.encoder !== 'linear') {
    const width = statesWidth(config)
    shapes.set('embedding', [vocabularySize, config.embeddingSize])
    for (const [name, shape] of encoderShapes(config)) shapes.set(name, shape)
    if (poolingParts(config.pooling).includes('attention')) {
      shapes.set('attention.kernel', [width, config.attentionSize])
      shapes.set('attention.bias', [config.attentionSize])
      shapes.set('attention.context', [config.attentionSize, config.attentionHeads])
    }
    shapes.set('head.kernel', [pooledWidth(config, width), classes])
    shapes.set('head.bias', [classes])
  }
  if (config.ngrams > 0) {
    const rows = vocabularySize + ngramBuckets(config, classes)
    if (config.ngramWeighting === 'tf-idf') shapes.set('ngrams.idf', [rows])
    shapes.set('ngrams.kernel', [rows, classes])
    shapes.set('ngrams.bias', [classes])
  }
  return shapes
}

/** Directions of a recurrent layer, in the order of its states' columns. */
export function directionsOf({ bidirectional }: ModelConfig): readonly string[] {
  return bidirectional ? ['forward', 'backward'] : ['forward']
}

/** Columns of the states of a token; 0 where there are none. */
export function statesWidth(config: ModelConfig): number {
  const { encoder, hiddenSize, filterWidths } = config
  if (encoder === 'linear') return 0
  return hiddenSize * (encoder === 'cnn' ? filterWidths.length : directionsOf(config).length)
}

function encoderShapes(config: ModelConfig): [string, readonly number[]][] {
  const { encoder, embeddingSize, hiddenSize, layers, filterWidths } = config
  if (encoder === 'linear') return []
  if (encoder === 'cnn') {
    return filterWidths.flatMap((width) => [
      [`cnn.${width}.kernel`, [width, embeddingSize, hiddenSize]],
      [`cnn.${width}.bias`, [hiddenSize]],
    ])
  }
  const width = GATES[encoder] * hiddenSize
  return Array.from({ length: layers }, (_, layer) => layer).flatMap((layer) =>
    directionsOf(config).flatMap((direction): [string, readonly number[]][] => {
      const prefix = `${encoder}.${layer}.${direction}`
      return [
        [`${prefix}.kernel`, [layer === 0 ? embeddingSize : statesWidth(config), width]],
        [`${prefix}.recurrent`, [hiddenSize, width]],
        [`${prefix}.bias`, [width]],
        [`${prefix}.recurrentBias`, [width]],
      ]
    }),
  )
}
