import {
  type AnswerSettings,
  type Bundle,
  type ModelConfig,
  ngramBuckets,
  parseConfig,
  pooledWidth,
  poolingParts,
  type RandomGenerator,
  randomGenerator,
  type WeightTensor,
} from '@textgate/core'

/** What a test wants of a bundle; the rest is small. */
export interface SampleOptions {
  readonly model?: Partial<ModelConfig>
  readonly vocabularySize?: number
  readonly labels?: readonly string[]
  readonly maxLength?: number
  readonly answers?: AnswerSettings
  readonly seed?: number
}

/** A bundle with random weights, large enough that wrong wiring shows in the probabilities. */
export function sampleBundle({
  model = {},
  vocabularySize = 23,
  labels = ['billing', '退款', 'other'],
  maxLength = 12,
  answers,
  seed = 1,
}: SampleOptions = {}): Bundle {
  const config = parseConfig({
    model: { embeddingSize: 5, hiddenSize: 3, ngrams: 0, ngramBuckets: 1024, ...model },
    tokenizer: { maxLength },
  })
  return {
    manifest: {
      formatVersion: 1,
      labels,
      config,
      vocabularySize,
      tokenizerFingerprint: 'f'.repeat(64),
      metrics: {},
      versions: { node: '20.20.2', '@textgate/trainer': '0.1.0' },
      training: { backend: 'none', epochs: 0, steps: 0, bestEpoch: 0, data: {} },
      ...(answers ? { answers } : {}),
    },
    tokenizerJson: '{}',
    weights: sampleWeights(config.model, vocabularySize, labels.length, randomGenerator(seed)),
  }
}

/** Random ids of the given lengths. */
export function sampleTexts(lengths: readonly number[], vocabularySize: number, seed = 1): Int32Array[] {
  const random = randomGenerator(`texts ${seed}`)
  return lengths.map((length) => Int32Array.from({ length }, () => 1 + random.integer(vocabularySize - 1)))
}

function sampleWeights(
  config: ModelConfig,
  vocabularySize: number,
  classes: number,
  random: RandomGenerator,
): Map<string, WeightTensor> {
  const { encoder, embeddingSize, ngrams } = config
  // Of trained size: recurrent kernels much larger make the network chaotic, and float32 itself would miss the limit.
  const tensor = (...shape: number[]): WeightTensor => {
    const size = shape.reduce((a, b) => a * b, 1)
    const scale = shape.length === 1 ? 0.5 : 1 / Math.sqrt(size / (shape.at(-1) as number))
    return { shape, data: Float32Array.from({ length: size }, () => random.normal() * scale) }
  }
  const weights = new Map<string, WeightTensor>()
  if (encoder !== 'linear') {
    const embedding = tensor(vocabularySize, embeddingSize)
    embedding.data.forEach((_, i) => {
      embedding.data[i] = random.normal()
    })
    weights.set('embedding', embedding)
    const width =
      encoder === 'cnn' ? convWeights(config, weights, tensor) : recurrentWeights(config, weights, tensor)
    const attend = (prefix: string, states: number, heads: number): void => {
      weights.set(`${prefix}attention.kernel`, tensor(states, config.attentionSize))
      weights.set(`${prefix}attention.bias`, tensor(config.attentionSize))
      weights.set(`${prefix}attention.context`, tensor(config.attentionSize, heads))
    }
    if (poolingParts(config.pooling).includes('attention')) attend('', width, config.attentionHeads)
    let columns = pooledWidth(config, width)
    if (config.longText === 'hierarchical') {
      const network = { encoder: 'gru', layers: 1, bidirectional: true } as const
      const second = { ...config, ...network, embeddingSize: columns }
      columns = recurrentWeights(second, weights, tensor, 'document.')
      attend('document.', columns, 1)
    }
    weights.set('head.kernel', tensor(columns, classes))
    weights.set('head.bias', tensor(classes))
  }
  if (ngrams > 0) {
    const kernel = tensor(vocabularySize + ngramBuckets(config, classes), classes)
    kernel.data.forEach((_, i) => {
      kernel.data[i] = 0.1 * random.normal()
    })
    if (config.ngramWeighting === 'tf-idf') {
      const idf = tensor(kernel.shape[0] as number)
      // An eighth of the n-grams is in no training text.
      idf.data.forEach((_, i) => {
        idf.data[i] = random.integer(8) === 0 ? 0 : 1 + 3 * random.next()
      })
      weights.set('ngrams.idf', idf)
    }
    weights.set('ngrams.kernel', kernel)
    weights.set('ngrams.bias', tensor(classes))
  }
  return weights
}

/** Adds the weights of convolutions. @returns columns of their states */
function convWeights(
  { filterWidths, embeddingSize, hiddenSize }: ModelConfig,
  weights: Map<string, WeightTensor>,
  tensor: (...shape: number[]) => WeightTensor,
): number {
  for (const width of filterWidths) {
    weights.set(`cnn.${width}.kernel`, tensor(width, embeddingSize, hiddenSize))
    weights.set(`cnn.${width}.bias`, tensor(hiddenSize))
  }
  return filterWidths.length * hiddenSize
}

/** Adds the weights of recurrent layers. @returns columns of their states */
function recurrentWeights(
  { encoder, embeddingSize, hiddenSize, layers, bidirectional }: ModelConfig,
  weights: Map<string, WeightTensor>,
  tensor: (...shape: number[]) => WeightTensor,
  namePrefix = '',
): number {
  const directions = bidirectional ? ['forward', 'backward'] : ['forward']
  const width = hiddenSize * directions.length
  const gates = encoder === 'gru' ? 3 : encoder === 'lstm' ? 4 : 1
  for (let layer = 0; layer < layers; layer++) {
    for (const direction of directions) {
      const prefix = `${namePrefix}${encoder}.${layer}.${direction}`
      weights.set(`${prefix}.kernel`, tensor(layer === 0 ? embeddingSize : width, gates * hiddenSize))
      weights.set(`${prefix}.recurrent`, tensor(hiddenSize, gates * hiddenSize))
      weights.set(`${prefix}.bias`, tensor(gates * hiddenSize))
      weights.set(`${prefix}.recurrentBias`, tensor(gates * hiddenSize))
    }
  }
  return width
}
