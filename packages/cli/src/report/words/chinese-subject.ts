import { count } from '../numbers.ts'
import type { ReportWords } from './report-words.ts'

const POOLINGS: Readonly<Record<string, string>> = {
  last: '末状态',
  max: '最大',
  mean: '平均',
  'max-mean': '最大与平均',
}

/** Names of the parts of the data. */
export const PARTS: Readonly<Record<string, string>> = { train: '训练集', dev: '开发集', test: '测试集' }

/** What was evaluated, in Chinese. */
export const chineseSubject: ReportWords['subject'] = {
  heading: '评估了什么',
  bundle: '模型包',
  data: '数据',
  dataRows: (rows, skipped) => `${count(rows)} 行${skipped > 0 ? `，另跳过 ${count(skipped)} 行有错的` : ''}`,
  engine: '引擎',
  engines: {
    onnxruntime: 'ONNX Runtime，运行导出的模型',
    tfjs: 'TensorFlow.js，运行训练好的模型（尚未导出）',
  },
  model: '模型',
  modelOf: ({ encoder, layers, hiddenSize, bidirectional, embeddingSize, pooling, ngrams }, weights) =>
    [
      `${bidirectional ? '双向 ' : ''}${encoder.toUpperCase()}，${layers} 层，${bidirectional ? '每个方向' : '每层'} ${count(hiddenSize)} 个单元`,
      `词向量 ${count(embeddingSize)} 维`,
      `${POOLINGS[pooling] ?? pooling}池化`,
      ...(ngrams > 0
        ? [`旁边有一个线性模型，读 ${ngrams === 1 ? '单个词元' : `1 到 ${ngrams} 个相邻词元`}`]
        : []),
      `共 ${count(weights)} 个权重`,
    ].join('，'),
  labels: '标签',
  tokenizer: '分词器',
  tokenizerOf: (mode, vocabulary, maxLength) =>
    `${mode}，词表 ${count(vocabulary)} 个词元，每条文本最多读 ${count(maxLength)} 个`,
  tokenizerReason: '选择理由',
  training: '训练',
  trainingOf: (epochs, bestEpoch, steps, backend) =>
    `${count(epochs)} 轮（最好的是第 ${bestEpoch} 轮），${count(steps)} 步，后端 ${backend}`,
  trainingRows: (part, rows) => `${PARTS[part] ?? part}：${count(rows)} 行`,
  versions: '版本',
}
