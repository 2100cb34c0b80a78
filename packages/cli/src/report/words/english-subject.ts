import type { ModelConfig } from '@textgate/core'
import { count } from '../numbers.ts'

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
  modelOf: (
    { encoder, layers, hiddenSize, bidirectional, embeddingSize, pooling, ngrams }: ModelConfig,
    weights: number,
  ) =>
    [
      `${bidirectional ? 'bidirectional ' : ''}${encoder.toUpperCase()}, ${layers} ${layers === 1 ? 'layer' : 'layers'} of ${count(hiddenSize)} units${bidirectional ? ' in each direction' : ''}`,
      `embeddings of ${count(embeddingSize)}`,
      `${pooling} pooling`,
      ...(ngrams > 0
        ? [`beside it a linear model of ${ngrams === 1 ? 'tokens' : `runs of 1 to ${ngrams} tokens`}`]
        : []),
      `${count(weights)} weights`,
    ].join(', '),
  labels: 'Labels',
  tokenizer: 'Tokenizer',
  tokenizerOf: (mode: string, vocabulary: number, maxLength: number) =>
    `${mode}, ${count(vocabulary)} tokens, of which it reads ${count(maxLength)} of a text at most`,
  tokenizerReason: 'Chosen because',
  training: 'Training',
  trainingOf: (epochs: number, bestEpoch: number, steps: number, backend: string) =>
    `${count(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'} (the best was ${bestEpoch}), ${count(steps)} steps, backend ${backend}`,
  trainingRows: (part: string, rows: number) => `${part}: ${count(rows)} rows`,
  versions: 'Versions',
}
