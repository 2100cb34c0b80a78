import { type ModelConfig, poolingParts } from '@textgate/core'
import { count } from '../numbers.ts'

/** A model in Chinese words. */
export function chineseModel(model: ModelConfig, weights: number): string {
  return [...encoderParts(model), ...ngramParts(model), `共 ${count(weights)} 个权重`].join('，')
}

function encoderParts(model: ModelConfig): string[] {
  const { encoder, layers, hiddenSize, bidirectional, filterWidths, embeddingSize } = model
  const around = [`词向量 ${count(embeddingSize)} 维`, `${poolingWords(model)}池化`]
  switch (encoder) {
    case 'linear':
      return []
    case 'cnn':
      return [`CNN，每种宽度（${filterWidths.join('、')} 个词元）${count(hiddenSize)} 个卷积核`, ...around]
    case 'gru':
    case 'lstm':
    case 'rnn': {
      const name = encoder === 'rnn' ? '简单 RNN' : encoder.toUpperCase()
      const [both, each] = bidirectional ? ['双向 ', '每个方向'] : ['', '每层']
      return [`${both}${name}，${layers} 层，${each} ${count(hiddenSize)} 个单元`, ...around]
    }
  }
}

function poolingWords({ pooling, attentionHeads }: ModelConfig): string {
  const names = { last: '末状态', max: '最大', mean: '平均', attention: ` ${attentionHeads} 头注意力` }
  const words = poolingParts(pooling).map((part) => names[part])
  const before = words.slice(0, -1).join('、')
  return before === '' ? words.join('').trim() : `${before}与${words.at(-1)}`
}

function ngramParts({ encoder, ngrams }: ModelConfig): string[] {
  if (ngrams === 0) return []
  const what = `线性模型，读${ngrams === 1 ? '单个词元' : ` 1 到 ${ngrams} 个相邻词元`}`
  return [encoder === 'linear' ? what : `旁边有一个${what}`]
}
