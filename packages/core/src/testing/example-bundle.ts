import type { Bundle } from '../bundle.ts'
import { parseConfig } from '../config.ts'
import { randomGenerator } from '../random.ts'
import { sha256Hex } from '../sha256.ts'
import type { WeightTensor } from '../weights.ts'

const NO_NGRAMS = { ngrams: 0, ngramWeighting: 'count' } as const

/** A small valid bundle with random weights, for tests of whatever reads or writes bundles; not a trained model. */
export function exampleBundle(seed: number | string = 1): Bundle {
  const random = randomGenerator(seed)
  const tensor = (...shape: number[]): WeightTensor => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((product, n) => product * n, 1) }, () => random.normal()),
  })
  const tokenizerJson = JSON.stringify({ version: '1.0', example: true })
  return {
    manifest: {
      formatVersion: 1,
      labels: ['no', 'yes'],
      config: parseConfig({
        tokenizer: { mode: 'words' },
        model: {
          ...{ embeddingSize: 3, hiddenSize: 2, bidirectional: false, pooling: 'last' },
          ...NO_NGRAMS,
        },
        training: {
          ...{ metric: 'accuracy', calibration: 'none', pretraining: 'none' },
          ...{ ngramPriors: 'none', ngramSharing: 'none', ngramLength: 'fixed' },
        },
      }),
      vocabularySize: 5,
      tokenizerFingerprint: sha256Hex(tokenizerJson),
      metrics: {},
      versions: { '@textgate/core': '1.0.0' },
      training: { backend: 'cpu', epochs: 1, steps: 1, bestEpoch: 1, data: { train: { rows: 2 } } },
    },
    tokenizerJson,
    weights: new Map([
      ['embedding', tensor(5, 3)],
      ['gru.0.forward.kernel', tensor(3, 6)],
      ['gru.0.forward.recurrent', tensor(2, 6)],
      ['gru.0.forward.bias', tensor(6)],
      ['gru.0.forward.recurrentBias', tensor(6)],
      ['head.kernel', tensor(2, 2)],
      ['head.bias', tensor(2)],
    ]),
  }
}
