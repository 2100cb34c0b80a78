import * as tf from '@tensorflow/tfjs'
import { type ModelConfig, padBatch, parseModelConfig, randomGenerator } from '@textgate/core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { SequenceKernel } from '../kernels/sequence-kernel.ts'
import { wasmKernel } from '../kernels/wasm/wasm-kernel.ts'
import { BACKENDS, useBackend } from '../testing/backends.ts'
import { expectClose } from '../testing/expect-close.ts'
import { KERNEL_SETS } from '../testing/kernel-sets.ts'
import { logitsAndGradients } from '../testing/logits-and-gradients.ts'
import { ENCODERS } from '../testing/random-networks.ts'
import { randomizeWeights } from '../testing/randomize-weights.ts'
import { createTextClassifier, type TextClassifier } from '../text-classifier.ts'

const WINDOWS = { longText: 'windows', windowLength: 6, windowOverlap: 2 } as const
/** A state of this network knows its token alone. */
const TOKENS_ALONE: Partial<ModelConfig> = { encoder: 'cnn', filterWidths: [1], ngrams: 0 }
const LONG = Array.from({ length: 17 }, (_, i) => 1 + ((i * 7) % 29))
const runs = BACKENDS.flatMap((backend) => ENCODERS.map((encoder) => ({ backend, encoder })))

/** A model whose weights depend on its shapes alone. */
function modelOf(network: Partial<ModelConfig>, kernel?: SequenceKernel): TextClassifier {
  const config = parseModelConfig({ embeddingSize: 5, hiddenSize: 4, ngramBuckets: 1024, ...network })
  const model = createTextClassifier(config, {
    ...{ vocabularySize: 30, classes: 3, random: randomGenerator(1) },
    ...(kernel ? { kernel } : {}),
  })
  randomizeWeights(model, randomGenerator(2))
  return model
}

function withModels<T>(networks: readonly Partial<ModelConfig>[], of: (...models: TextClassifier[]) => T): T {
  const models = networks.map((network) => modelOf(network))
  try {
    return of(...models)
  } finally {
    for (const model of models) model.dispose()
  }
}

function logitsOf(model: TextClassifier, rows: readonly number[][]): number[] {
  return tf.tidy(() => Array.from(model.forward(padBatch(rows), { training: false }).dataSync()))
}

describe.each(runs)('windows of encoder $encoder on $backend', ({ backend, encoder }) => {
  beforeAll(() => useBackend(backend))

  test('texts that one window holds have the scores and gradients of truncated ones, to the bit', () => {
    const rows = [LONG.slice(0, 6), [], [3], [4, 5, 6]]
    withModels([{ encoder, ...WINDOWS }, { encoder }], (windows, truncated) => {
      const of = (model: TextClassifier) =>
        logitsAndGradients(model, padBatch(rows), [1, -2, 3, -1, 2, 1, -3, 1, 2, 1, -1, 2], {
          ...{ training: true, dropoutSeed: 5 },
        })
      expect(of(windows!)).toEqual(of(truncated!))
    })
  })

  test('a long text scores otherwise than its first window: all of it is read', () => {
    withModels([{ encoder, ...WINDOWS }], (model) => {
      const first = logitsOf(model!, [LONG.slice(0, 6)])
      const all = logitsOf(model!, [LONG])
      const changed = logitsOf(model!, [LONG.with(-1, 29)])
      expect(all).not.toEqual(first)
      expect(changed).not.toEqual(all)
    })
  })
})

test('hierarchical attention sums to 1 over the tokens of a text and is 0 at padding', async () => {
  await useBackend('cpu')
  const model = modelOf({ ...WINDOWS, longText: 'hierarchical', pooling: 'max-attention', attentionHeads: 2 })
  const rows = [LONG, [], [7], LONG.slice(0, 6)]
  const attention = await model.attention(padBatch(rows, 20))
  rows.forEach(({ length }, row) => {
    for (const head of [0, 1]) {
      const shares = Array.from(attention.subarray((2 * row + head) * 20, (2 * row + head + 1) * 20))
      const sum = shares.reduce((total, share) => total + share, 0)
      expect(sum).toBeCloseTo(length === 0 ? 0 : 1, 5)
      expect(shares.slice(0, length).every((share) => share > 0)).toBe(true)
      expect(shares.slice(length)).toEqual(new Array(20 - length).fill(0))
    }
  })
  model.dispose()
})

test.each(['windows', 'hierarchical'] as const)(
  'scores and gradients of %s have the same bits on one thread and on two',
  async (longText) => {
    await useBackend('cpu')
    const network = { ...WINDOWS, longText, hiddenSize: 24, pooling: 'max-mean-attention' } as const
    const rows = Array.from({ length: 40 }, (_, row) => LONG.slice(row % 17))
    const weighting = rows.flatMap((_, row) => [row % 3, -1, 0.5])
    const steps = KERNEL_SETS.filter(({ name }) => name.startsWith('simd')).map(({ kernels }) => {
      const model = modelOf(network, wasmKernel(kernels()))
      const step = logitsAndGradients(model, padBatch(rows), weighting, { training: true, dropoutSeed: 3 })
      model.dispose()
      return step
    })
    for (const step of steps) expect(step).toEqual(steps[0])
  },
)

describe.each(BACKENDS)('windows on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  test.each(['gru', 'lstm', 'rnn'] as const)(
    'the last state of a forward %s is that of the last window',
    (encoder) => {
      const forward = { encoder, bidirectional: false, pooling: 'last', ngrams: 0 } as const
      withModels([{ ...forward, ...WINDOWS }, forward], (windows, truncated) => {
        expectClose(logitsOf(windows!, [LONG]), logitsOf(truncated!, [LONG.slice(12)]), 1e-6)
      })
    },
  )

  test.each(['max', 'mean', 'attention', 'max-mean-attention'] as const)(
    'where a state knows its token alone, %s over windows without overlap is that over the text',
    (pooling) => {
      const single = { ...TOKENS_ALONE, pooling }
      withModels([{ ...single, ...WINDOWS, windowOverlap: 0 }, single], (windows, truncated) => {
        const rows = [LONG, [1, 2], [], LONG.slice(3)]
        expectClose(logitsOf(windows!, rows), logitsOf(truncated!, rows), 1e-5)
      })
    },
  )

  test('the mean counts a token as often as windows hold it', () => {
    const single = { ...TOKENS_ALONE, pooling: 'mean' } as const
    withModels([{ ...single, ...WINDOWS }, single], (windows, truncated) => {
      const read = [0, 4, 8, 12].flatMap((start) => LONG.slice(start, start + 6))
      expectClose(logitsOf(windows!, [LONG]), logitsOf(truncated!, [read]), 1e-5)
    })
  })

  test('a token of two windows is attended to as much as in both together, and others as in one', async () => {
    const single = { ...TOKENS_ALONE, pooling: 'attention' } as const
    const [windows, truncated] = [modelOf({ ...single, ...WINDOWS }), modelOf(single)]
    const starts = [0, 4, 8, 12]
    const read = starts.flatMap((start) => LONG.slice(start, start + 6))
    const weights = await truncated.attention(padBatch([read]))
    const expected = LONG.map(() => 0)
    let state = 0
    for (const start of starts) {
      for (let t = start; t < Math.min(start + 6, LONG.length); t++) expected[t]! += weights[state++]!
    }
    const attention = await windows.attention(padBatch([LONG, [3]], 20))
    expectClose(Array.from(attention.subarray(0, 20)), [...expected, 0, 0, 0], 1e-6)
    expectClose(Array.from(attention.subarray(20)), [1, ...new Array(19).fill(0)], 1e-6)
    for (const model of [windows, truncated]) model.dispose()
  })
})
