import { count } from '../numbers.ts'
import { englishModel } from './english-model.ts'

/** What was evaluated, in English. */
export const englishSubject = {
  heading: 'What was evaluated',
  bundle: 'Bundle',
  data: 'Data',
  dataRows: (rows: number, skipped: number) =>
    `${count(rows)} rows${skipped > 0 ? `, ${count(skipped)} faulty ones skipped` : ''}`,
  engine: 'Engine',
  engines: {
    onnxruntime: 'ONNX Runtime, with the exported model',
    tfjs: 'TensorFlow.js, with the trained model (it was not exported)',
  },
  model: 'Model',
  modelOf: englishModel,
  labels: 'Labels',
  tokenizer: 'Tokenizer',
  tokenizerOf: (mode: string, vocabulary: number, maxLength: number) =>
    `${mode}, ${count(vocabulary)} tokens, of which it reads ${count(maxLength)} of a text at most`,
  tokenizerReason: 'Chosen because',
  training: 'Training',
  trainingOf: (epochs: number, bestEpoch: number, steps: number, backend: string) =>
    `${count(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'} (the best was ${bestEpoch}), ${count(steps)} steps, backend ${backend}`,
  refitOf: (rows: number, epochs: number) =>
    epochs === 0
      ? `then the n-grams again on train and dev together (${count(rows)} rows)`
      : `then again on train and dev together (${count(rows)} rows, ${count(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'})`,
  trainingRows: (part: string, rows: number) => `${part}: ${count(rows)} rows`,
  versions: 'Versions',
}
