import {
  type ModelConfig,
  type NamedWeights,
  ngramBuckets,
  TextgateError,
  type WeightTensor,
} from '@textgate/core'

/** A tensor by its name, known to be there and of the right shape. */
export type WeightLookup = (name: string) => WeightTensor

/**
 * Checks that the weights are exactly those that the configuration calls for.
 *
 * @param sizes - rows of the embedding and columns of the head
 * @throws WEIGHTS_INVALID naming the weight that is missing, of another shape, not finite, or of no use to the network
 */
export function checkWeights(
  config: ModelConfig,
  weights: NamedWeights,
  sizes: { vocabularySize: number; classes: number },
): WeightLookup {
  const expected = expectedShapes(config, sizes)
  for (const [name, shape] of expected) {
    const weight = weights.get(name)
    if (weight === undefined) throw invalid(name, 'is missing')
    const { shape: actual, data } = weight
    if (actual.length !== shape.length || actual.some((n, axis) => n !== shape[axis])) {
      throw invalid(name, `has shape [${actual.join(', ')}] where the network needs [${shape.join(', ')}]`)
    }
    if (data.length !== shape.reduce((product, n) => product * n, 1)) {
      throw invalid(name, `has ${data.length} values for shape [${shape.join(', ')}]`)
    }
    if (!allFinite(data)) throw invalid(name, 'holds a value that is NaN or infinite')
  }
  // A weight that no operator reads means a network that this exporter does not know.
  for (const name of weights.keys()) {
    if (!expected.has(name)) throw invalid(name, 'has no place in the network of this configuration')
  }
  return (name) => weights.get(name) as WeightTensor
}

function expectedShapes(
  config: ModelConfig,
  { vocabularySize, classes }: { vocabularySize: number; classes: number },
): Map<string, readonly number[]> {
  const { embeddingSize, hiddenSize, layers, bidirectional, pooling, ngrams } = config
  const directions = bidirectional ? ['forward', 'backward'] : ['forward']
  const width = hiddenSize * directions.length
  const shapes = new Map<string, readonly number[]>([['embedding', [vocabularySize, embeddingSize]]])
  for (let layer = 0; layer < layers; layer++) {
    for (const direction of directions) {
      const prefix = `gru.${layer}.${direction}`
      shapes.set(`${prefix}.kernel`, [layer === 0 ? embeddingSize : width, 3 * hiddenSize])
      shapes.set(`${prefix}.recurrent`, [hiddenSize, 3 * hiddenSize])
      shapes.set(`${prefix}.bias`, [3 * hiddenSize])
      shapes.set(`${prefix}.recurrentBias`, [3 * hiddenSize])
    }
  }
  shapes.set('head.kernel', [pooling === 'max-mean' ? 2 * width : width, classes])
  shapes.set('head.bias', [classes])
  if (ngrams > 0) {
    shapes.set('ngrams.kernel', [vocabularySize + ngramBuckets(config, classes), classes])
    shapes.set('ngrams.bias', [classes])
  }
  return shapes
}

function allFinite(data: Float32Array): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false
  return true
}

function invalid(name: string, reason: string): TextgateError {
  return new TextgateError(
    'WEIGHTS_INVALID',
    `weight ${name} ${reason}; use the weights that were written with this configuration`,
    { details: { name } },
  )
}
