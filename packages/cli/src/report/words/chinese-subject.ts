import { count } from '../numbers.ts'
import { chineseModel } from './chinese-model.ts'
import type { ReportWords } from './report-words.ts'

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
  modelOf: chineseModel,
  labels: '标签',
  tokenizer: '分词器',
  tokenizerOf: (mode, vocabulary, maxLength) =>
    `${mode}，词表 ${count(vocabulary)} 个词元，每条文本最多读 ${count(maxLength)} 个`,
  tokenizerReason: '选择理由',
  training: '训练',
  trainingOf: (epochs, bestEpoch, steps, backend) =>
    `${count(epochs)} 轮（最好的是第 ${bestEpoch} 轮），${count(steps)} 步，后端 ${backend}`,
  refitOf: (rows, epochs) =>
    epochs === 0
      ? `然后用训练集和开发集一起重新训练 n 元组（${count(rows)} 行）`
      : `然后用训练集和开发集一起重新训练（${count(rows)} 行，${count(epochs)} 轮）`,
  trainingRows: (part, rows) => `${PARTS[part] ?? part}：${count(rows)} 行`,
  versions: '版本',
}
