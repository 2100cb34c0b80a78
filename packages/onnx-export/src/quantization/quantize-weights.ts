import type { NamedWeights, WeightTensor } from '@textgate/core'
import type { Quantization } from './quantization.ts'
import { dequantize, type QuantizedTensor, quantize, type Rounding } from './quantized-tensor.ts'

/** The weights of a network, some of them rounded. */
export interface QuantizedWeights {
  /** By name. */
  readonly rounded: ReadonlyMap<string, QuantizedTensor>
  /** All others, as they were trained. */
  readonly kept: NamedWeights
}

const EIGHT_BITS = 127
const EIGHT_BITS_WITHOUT_SIGN = 255
/** AVX2 adds products in pairs of 16 bits: 2 · 255 · 63 fits, 2 · 255 · 127 would be cut off without a word. */
const SEVEN_BITS = 63
const FOUR_BITS = 7

const TABLES: readonly string[] = ['embedding', 'ngrams.kernel', 'ngrams.idf']
const RECURRENT = /^(gru|lstm|rnn)\.\d+\.(forward|backward)\.(kernel|recurrent)$/

/**
 * Rounds the weights of a network: matrices, kernels of convolutions and the weights of n-grams. Biases stay float32: they are
 * few, and each moves every text.
 */
export function quantizeWeights(weights: NamedWeights, quantization: Quantization): QuantizedWeights {
  const rounded = new Map<string, QuantizedTensor>()
  const kept = new Map(weights)
  for (const [name, weight] of weights) {
    const isTable = TABLES.includes(name)
    if (!isTable && weight.shape.length < 2) continue
    rounded.set(name, quantize(weight, roundingOf(name, quantization)))
    kept.delete(name)
  }
  return { rounded, kept }
}

/** All weights of a network as a graph computes with them. */
export function computedWeights({ rounded, kept }: QuantizedWeights): NamedWeights {
  const computed = new Map<string, WeightTensor>(kept)
  for (const [name, tensor] of rounded) computed.set(name, dequantize(tensor))
  return computed
}

function roundingOf(name: string, quantization: Quantization): Rounding {
  const isBulk = quantization === 'int8-bulk'
  if (name === 'embedding') {
    // A product of integers knows one scale for all that it multiplies with a kernel.
    if (isBulk) return { axis: 'whole', levels: EIGHT_BITS, clips: true }
    if (quantization === 'int4-embedding') return { axis: 'rows', levels: FOUR_BITS, clips: true }
    return { axis: 'rows', levels: EIGHT_BITS }
  }
  // Few n-grams tell much and very many tell little: with equal steps a tenth of them would become 0.
  if (name === 'ngrams.kernel') return { axis: 'columns', levels: EIGHT_BITS, steps: 'growing' }
  if (name === 'ngrams.idf') return { axis: 'whole', levels: EIGHT_BITS_WITHOUT_SIGN }
  return { axis: 'columns', levels: isBulk && RECURRENT.test(name) ? SEVEN_BITS : EIGHT_BITS }
}
