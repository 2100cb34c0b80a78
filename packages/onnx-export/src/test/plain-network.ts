import {
  type Batch,
  type ModelConfig,
  type NamedWeights,
  NGRAM_HASH,
  NGRAM_SCALE,
  type ProbabilityModel,
  type WeightTensor,
} from '@textgate/core'

/**
 * The classifier in plain float64 arithmetic, one row at a time, straight from its equations; it shares no code with
 * the exporter. Reset-after GRU: z = s(xWz+bz+hUz+cz), r = s(xWr+br+hUr+cr), n = tanh(xWn+bn+r*(hUn+cn)),
 * h' = z*h+(1-z)*n. The n-grams' scores, where there are any, are averaged with the GRU's.
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
  let states = Array.from(ids, (id) => rowOf(at('embedding'), id)) // [length][width]
  let final: number[] = []
  for (let layer = 0; layer < config.layers; layer++) {
    const run = (direction: string, inputs: number[][]): number[][] =>
      gru(inputs, config.hiddenSize, (part) => at(`gru.${layer}.${direction}.${part}`))
    const forward = run('forward', states)
    if (!config.bidirectional) {
      states = forward
      final = forward.at(-1) ?? []
      continue
    }
    const backward = run('backward', states.toReversed()).toReversed()
    final = [...(forward.at(-1) ?? []), ...(backward[0] ?? [])]
    states = forward.map((state, t) => [...state, ...(backward[t] as number[])])
  }
  const width = config.hiddenSize * (config.bidirectional ? 2 : 1)
  const deep = affine(pool(config.pooling, states, final, width), at('head.kernel'), at('head.bias'))
  const logits =
    config.ngrams === 0
      ? deep
      : ngramLogits(config, at, ids).map((wide, c) => (wide + (deep[c] as number)) / 2)
  const largest = Math.max(...logits)
  const powers = logits.map((logit) => Math.exp(logit - largest))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / sum)
}

function ngramLogits(config: ModelConfig, at: (name: string) => WeightTensor, ids: Int32Array): number[] {
  const kernel = at('ngrams.kernel')
  const vocabularySize = at('embedding').shape[0] as number
  const buckets = BigInt((kernel.shape[0] as number) - vocabularySize)
  const sum = new Array<number>(kernel.shape[1] as number).fill(0)
  ids.forEach((_, t) => {
    for (let n = 1; n <= config.ngrams; n++) {
      let hash = BigInt(NGRAM_HASH.salts[n] as number)
      for (let j = 0; j < n; j++)
        hash += BigInt(ids[t - j] ?? 0) * BigInt(NGRAM_HASH.multipliers[j] as number)
      const row = n === 1 ? (ids[t] as number) : vocabularySize + Number(hash % buckets)
      rowOf(kernel, row).forEach((value, c) => {
        sum[c] = (sum[c] as number) + value
      })
    }
  })
  const root = Math.sqrt(Math.max(1, ids.length * config.ngrams))
  return sum.map((total, c) => (NGRAM_SCALE * total) / root + (at('ngrams.bias').data[c] as number))
}

function gru(inputs: number[][], hidden: number, weight: (part: string) => WeightTensor): number[][] {
  const states: number[][] = []
  let state = new Array<number>(hidden).fill(0)
  for (const input of inputs) {
    const x = affine(input, weight('kernel'), weight('bias')) // [3 * hidden]
    const h = affine(state, weight('recurrent'), weight('recurrentBias')) // [3 * hidden]
    const gate = (values: number[], g: number, j: number): number => values[g * hidden + j] as number
    state = state.map((previous, j) => {
      const z = sigmoid(gate(x, 0, j) + gate(h, 0, j))
      const r = sigmoid(gate(x, 1, j) + gate(h, 1, j))
      const n = Math.tanh(gate(x, 2, j) + r * gate(h, 2, j))
      return z * previous + (1 - z) * n
    })
    states.push(state)
  }
  return states
}

function pool(pooling: ModelConfig['pooling'], states: number[][], final: number[], width: number): number[] {
  const columns = Array.from({ length: width }, (_, j) => states.map((state) => state[j] as number))
  const max = columns.map((column) => (column.length === 0 ? 0 : Math.max(...column)))
  const mean = columns.map((column) => column.reduce((a, b) => a + b, 0) / Math.max(1, column.length))
  if (pooling === 'last') return states.length === 0 ? columns.map(() => 0) : final
  return pooling === 'max' ? max : pooling === 'mean' ? mean : [...max, ...mean]
}

function affine(x: number[], kernel: WeightTensor, bias: WeightTensor): number[] {
  const columns = kernel.shape[1] as number
  return Array.from({ length: columns }, (_, c) =>
    x.reduce(
      (sum, value, i) => sum + value * (kernel.data[i * columns + c] as number),
      bias.data[c] as number,
    ),
  )
}

function rowOf({ shape, data }: WeightTensor, row: number): number[] {
  const width = shape[1] as number
  return Array.from(data.subarray(row * width, (row + 1) * width))
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
