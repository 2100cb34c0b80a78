import { type ModelConfig, poolingParts } from '@textgate/core'
import { count } from '../numbers.ts'

/** A model in English words. */
export function englishModel(model: ModelConfig, weights: number): string {
  return [...encoderParts(model), ...ngramParts(model), `${count(weights)} weights`].join(', ')
}

function encoderParts(model: ModelConfig): string[] {
  const { encoder, layers, hiddenSize, bidirectional, filterWidths, embeddingSize } = model
  const around = [`embeddings of ${count(embeddingSize)}`, poolingPart(model)]
  switch (encoder) {
    case 'linear':
      return []
    case 'cnn':
      return [
        `CNN, ${count(hiddenSize)} filters of each width (${filterWidths.join(', ')} tokens)`,
        ...around,
      ]
    case 'gru':
    case 'lstm':
    case 'rnn': {
      const name = encoder === 'rnn' ? 'simple RNN' : encoder.toUpperCase()
      const [both, each] = bidirectional ? ['bidirectional ', ' in each direction'] : ['', '']
      const depth = `${layers} ${layers === 1 ? 'layer' : 'layers'} of ${count(hiddenSize)} units`
      return [`${both}${name}, ${depth}${each}`, ...around]
    }
  }
}

function poolingPart({ pooling, attentionHeads }: ModelConfig): string {
  if (!poolingParts(pooling).includes('attention')) return `${pooling} pooling`
  return `${pooling} pooling with ${attentionHeads} ${attentionHeads === 1 ? 'head' : 'heads'}`
}

function ngramParts({ encoder, ngrams }: ModelConfig): string[] {
  if (ngrams === 0) return []
  const what = `linear model of ${ngrams === 1 ? 'tokens' : `runs of 1 to ${ngrams} tokens`}`
  return [encoder === 'linear' ? what : `beside it a ${what}`]
}
