import { parseConfig, randomGenerator } from '@textgate/core'
import { classifierGraph, encodeModel, ONNX_OPSET } from '@textgate/onnx-export'
import { trainTokenizer } from '@textgate/tokenizer'
import { WORDS } from './random-texts.mjs'

const LABELS = ['billing', 'delivery', '退款', 'other']

/**
 * A servable bundle whose weights are random, so that it answers otherwise than one of another seed; nothing is trained, and
 * nothing proved.
 *
 * @param seed - of the weights @param size - of embeddings and of the GRU in each direction
 */
export async function randomBundle(seed, size) {
  const config = parseConfig({
    tokenizer: { minFrequency: 1, maxLength: 512 },
    model: { embeddingSize: size, hiddenSize: size, pooling: 'max-mean', ngrams: 0 },
  })
  const tokenizer = await trainTokenizer([WORDS.join(' ')], config.tokenizer)
  const { vocabularySize, fingerprint: tokenizerFingerprint } = tokenizer
  const weights = randomWeights(size, vocabularySize, randomGenerator(`soak ${seed}`))
  const graph = classifierGraph(config.model, weights, {
    ...{ labels: LABELS, vocabularySize, tokenizerFingerprint },
  })
  return {
    manifest: {
      ...{ formatVersion: 1, labels: LABELS, config, vocabularySize, tokenizerFingerprint },
      ...{ metrics: {}, versions: {} },
      training: { backend: 'none', epochs: 0, steps: 0, bestEpoch: 0, data: {} },
    },
    tokenizerJson: tokenizer.toJson(),
    weights,
    onnx: encodeModel(graph),
    certificate: {
      ...{ texts: {}, inputsSha256: '0'.repeat(64), largestDifference: 0, tolerance: 1e-5 },
      ...{ labelChanges: 0, opset: ONNX_OPSET, versions: {} },
    },
  }
}

function randomWeights(size, vocabularySize, random) {
  const tensor = (shape, scale) => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal() * scale),
  })
  const weights = new Map([['embedding', tensor([vocabularySize, size], 1)]])
  for (const direction of ['forward', 'backward']) {
    const prefix = `gru.0.${direction}`
    weights.set(`${prefix}.kernel`, tensor([size, 3 * size], size ** -0.5))
    weights.set(`${prefix}.recurrent`, tensor([size, 3 * size], size ** -0.5))
    weights.set(`${prefix}.bias`, tensor([3 * size], 0.3))
    weights.set(`${prefix}.recurrentBias`, tensor([3 * size], 0.3))
  }
  // Max and mean of both directions: four times the hidden size.
  weights.set('head.kernel', tensor([4 * size, LABELS.length], 1))
  weights.set('head.bias', tensor([LABELS.length], 0.1))
  return weights
}
