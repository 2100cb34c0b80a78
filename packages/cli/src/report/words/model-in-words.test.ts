import { parseModelConfig } from '@textgate/core'
import { expect, test } from 'vitest'
import { chineseModel } from './chinese-model.ts'
import { englishModel } from './english-model.ts'

test.each([
  [
    {},
    'bidirectional GRU, 1 layer of 128 units in each direction, embeddings of 128, attention pooling with 1 head, beside it a linear model of runs of 1 to 2 tokens, 1,234 weights',
  ],
  [
    { encoder: 'rnn', bidirectional: false, layers: 2, ngrams: 0, pooling: 'max-mean' },
    'simple RNN, 2 layers of 128 units, embeddings of 128, max-mean pooling, 1,234 weights',
  ],
  [
    { encoder: 'cnn', ngrams: 1 },
    'CNN, 128 filters of each width (3, 4, 5 tokens), embeddings of 128, attention pooling with 1 head, beside it a linear model of tokens, 1,234 weights',
  ],
  [
    { encoder: 'lstm', bidirectional: false, pooling: 'max-attention', attentionHeads: 4, ngrams: 0 },
    'LSTM, 1 layer of 128 units, embeddings of 128, max-attention pooling with 4 heads, 1,234 weights',
  ],
  [{ encoder: 'linear' }, 'linear model of runs of 1 to 2 tokens, 1,234 weights'],
])('%j is told by what it has, and by nothing that it has not', (config, words) => {
  expect(englishModel(parseModelConfig(config), 1234)).toBe(words)
})

test('in Chinese, too, a linear model has no layers', () => {
  expect(chineseModel(parseModelConfig({ encoder: 'linear' }), 1234)).toBe(
    '线性模型，读 1 到 2 个相邻词元，共 1,234 个权重',
  )
})

test.each([
  ['last', '末状态池化'],
  ['max-mean', '最大与平均池化'],
  ['max-mean-attention', '最大、平均与 1 头注意力池化'],
  ['attention', '1 头注意力池化'],
])('in Chinese %s is %s', (pooling, words) => {
  expect(chineseModel(parseModelConfig({ pooling }), 1234)).toContain(`，${words}，`)
})
