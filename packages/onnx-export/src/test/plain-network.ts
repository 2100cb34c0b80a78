import {
  type Batch,
  type ModelConfig,
  type NamedWeights,
  NGRAM_HASH,
  NGRAM_SCALE,
  ngramBuckets,
  type ProbabilityModel,
  type WeightTensor,
} from '@textgate/core'
import { sigmoid } from './plain-encoders.ts'
import { affine, rowOf, softmax } from './plain-matrices.ts'
import { plainText } from './plain-text.ts'

/**
 * The classifier in plain float64 arithmetic, one row at a time, straight from its equations; it shares no code with
 * the exporter. The n-grams' scores, where there are any, are averaged with the encoder's.
 */
export function plainNetwork(config: ModelConfig, weights: NamedWeights): ProbabilityModel {
  return {
    predict: async ({ ids, lengths, size, length }: Batch) => {
      const rows = Array.from({ length: size }, (_, r) =>
        rowProbabilities(config, weights, ids.subarray(r * length, r * length + (lengths[r] as number))),
      )
      return Float32Array.from(rows.flat())
    },
  }
}

function rowProbabilities(config: ModelConfig, weights: NamedWeights, ids: Int32Array): number[] {
  const at = (name: string): WeightTensor => weights.get(name) as WeightTensor
  const branches = [
    ...(config.encoder === 'linear' ? [] : [encoderLogits(config, at, ids)]),
    ...(config.ngrams === 0 ? [] : [ngramLogits(config, at, ids)]),
  ]
  const logits = (branches[0] as number[]).map(
    (_, c) => branches.reduce((sum, scores) => sum + (scores[c] as number), 0) / branches.length,
  )
  return config.head === 'multi' ? logits.map(sigmoid) : softmax(logits)
}

function encoderLogits(config: ModelConfig, at: (name: string) => WeightTensor, ids: Int32Array): number[] {
  return affine(plainText(config, at, ids), at('head.kernel'), at('head.bias'))
}

function ngramLogits(config: ModelConfig, at: (name: string) => WeightTensor, ids: Int32Array): number[] {
  const kernel = at('ngrams.kernel')
  const classes = kernel.shape[1] as number
  const buckets = ngramBuckets(config, classes)
  const vocabularySize = (kernel.shape[0] as number) - buckets
  const counts = new Map<number, number>()
  ids.forEach((_, t) => {
    for (let n = 1; n <= config.ngrams; n++) {
      let hash = BigInt(NGRAM_HASH.salts[n] as number)
      for (let j = 0; j < n; j++)
        hash += BigInt(ids[t - j] ?? 0) * BigInt(NGRAM_HASH.multipliers[j] as number)
      const row = n === 1 ? (ids[t] as number) : vocabularySize + Number(hash % BigInt(buckets))
      counts.set(row, (counts.get(row) ?? 0) + 1)
    }
  })
  const values = ngramValues(config, at, counts)
  return Array.from(at('ngrams.bias').data, (bias, c) =>
    [...values].reduce((sum, [row, value]) => sum + value * (rowOf(kernel, row)[c] as number), bias),
  )
}

/** What each row of the kernel is multiplied with. */
function ngramValues(
  config: ModelConfig,
  at: (name: string) => WeightTensor,
  counts: ReadonlyMap<number, number>,
): Map<number, number> {
  if (config.ngramWeighting === 'count') {
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
    return new Map([...counts].map(([row, count]) => [row, (NGRAM_SCALE * count) / Math.sqrt(all)]))
  }
  const weighted = [...counts].map(([row, count]): [number, number] => [
    row,
    (1 + Math.log(count)) * (at('ngrams.idf').data[row] as number),
  ])
  const norm = Math.hypot(...weighted.map(([, value]) => value))
  return new Map(weighted.map(([row, value]) => [row, norm === 0 ? 0 : value / norm]))
}
