import { type ModelConfig, ngramBuckets, pooledWidth, poolingParts, textWidth } from '@textgate/core'

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
    for (const [name, shape] of attentionShapes(config, width)) shapes.set(name, shape)
    if (config.longText === 'hierarchical') {
      const second = secondLevel(config)
      const inner = [...encoderShapes(second), ...attentionShapes(second, statesWidth(second))]
      for (const [name, shape] of inner) shapes.set(SECOND_LEVEL + name, shape)
    }
    shapes.set('head.kernel', [textWidth(config, width), classes])
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

/** What stands before the names of the weights of the second level of a hierarchical network. */
export const SECOND_LEVEL = 'document.'

/** That level, a bidirectional GRU with attention over the pooled vectors of windows, as a configuration of its own. */
export function secondLevel(config: ModelConfig): ModelConfig {
  const network = { encoder: 'gru', layers: 1, bidirectional: true, pooling: 'attention' } as const
  return {
    ...config,
    ...network,
    embeddingSize: pooledWidth(config, statesWidth(config)),
    attentionHeads: 1,
  }
}

function attentionShapes(
  { pooling, attentionSize, attentionHeads }: ModelConfig,
  width: number,
): [string, readonly number[]][] {
  if (!poolingParts(pooling).includes('attention')) return []
  return [
    ['attention.kernel', [width, attentionSize]],
    ['attention.bias', [attentionSize]],
    ['attention.context', [attentionSize, attentionHeads]],
  ]
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
