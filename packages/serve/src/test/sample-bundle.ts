import {
  type AnswerSettings,
  type Head,
  type ModelConfig,
  type NamedWeights,
  ngramBuckets,
  parseConfig,
  type RandomGenerator,
  randomGenerator,
  type ServableBundle,
  type TextgateConfigInput,
  type WeightTensor,
} from '@textgate/core'
import { classifierGraph, encodeModel, ONNX_OPSET } from '@textgate/onnx-export'
import { trainTokenizer } from '@textgate/tokenizer'
import { SAMPLE_WORDS } from './sample-texts.ts'

/** What a test wants of a bundle; the rest is small. */
export interface SampleOptions {
  readonly labels?: readonly string[]
  readonly embeddingSize?: number
  readonly hiddenSize?: number
  readonly seed?: number
  readonly head?: Head
  readonly answers?: AnswerSettings
  readonly tokenizer?: TextgateConfigInput['tokenizer']
}

export const SAMPLE_LABELS = ['billing', '退款', '__proto__', 'other'] as const

/** A servable bundle with random weights; no proof stands behind its certificate. */
export async function sampleBundle({
  labels = SAMPLE_LABELS,
  embeddingSize = 12,
  hiddenSize = 8,
  seed = 1,
  head = 'single',
  answers,
  tokenizer: tokenizerInput = {},
}: SampleOptions = {}): Promise<ServableBundle> {
  const config = parseConfig({
    tokenizer: { minFrequency: 1, maxLength: 64, ...tokenizerInput },
    model: { head, embeddingSize, hiddenSize, pooling: 'max-mean', ngramBuckets: 1024 },
  })
  const segmentation =
    config.tokenizer.chinese === 'jieba'
      ? { segmenter: await (await import('@textgate/tokenizer/jieba')).jiebaSegmenter() }
      : {}
  const tokenizer = await trainTokenizer([SAMPLE_WORDS.join(' ')], config.tokenizer, segmentation)
  const { vocabularySize, fingerprint } = tokenizer
  const sizes = { vocabularySize, classes: labels.length }
  const weights = sampleWeights(config.model, sizes, randomGenerator(seed))
  const graph = classifierGraph(config.model, weights, {
    labels,
    vocabularySize,
    tokenizerFingerprint: fingerprint,
  })
  return {
    manifest: {
      formatVersion: 1,
      labels,
      config,
      vocabularySize,
      tokenizerFingerprint: fingerprint,
      metrics: {},
      versions: {},
      training: { backend: 'none', epochs: 0, steps: 0, bestEpoch: 0, data: {} },
      ...(answers ? { answers } : {}),
    },
    tokenizerJson: tokenizer.toJson(),
    weights,
    onnx: encodeModel(graph),
    certificate: {
      texts: {},
      inputsSha256: '0'.repeat(64),
      largestDifference: 0,
      tolerance: 1e-5,
      labelChanges: 0,
      opset: ONNX_OPSET,
      versions: {},
    },
  }
}

function sampleWeights(
  model: ModelConfig,
  sizes: { vocabularySize: number; classes: number },
  random: RandomGenerator,
): NamedWeights {
  const { embeddingSize, hiddenSize } = model
  const { vocabularySize, classes } = sizes
  const tensor = (shape: readonly number[], scale: number): WeightTensor => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal() * scale),
  })
  const weights = new Map([['embedding', tensor([vocabularySize, embeddingSize], 1)]])
  for (const direction of ['forward', 'backward']) {
    const prefix = `gru.0.${direction}`
    weights.set(`${prefix}.kernel`, tensor([embeddingSize, 3 * hiddenSize], embeddingSize ** -0.5))
    weights.set(`${prefix}.recurrent`, tensor([hiddenSize, 3 * hiddenSize], hiddenSize ** -0.5))
    weights.set(`${prefix}.bias`, tensor([3 * hiddenSize], 0.3))
    weights.set(`${prefix}.recurrentBias`, tensor([3 * hiddenSize], 0.3))
  }
  // Max and mean of both directions: four times the hidden size.
  weights.set('head.kernel', tensor([4 * hiddenSize, classes], 1))
  weights.set('head.bias', tensor([classes], 0.1))
  const rows = vocabularySize + ngramBuckets(model, classes)
  weights.set('ngrams.idf', tensor([rows], 1))
  weights.set('ngrams.kernel', tensor([rows, classes], 1))
  weights.set('ngrams.bias', tensor([classes], 0.1))
  return weights
}
