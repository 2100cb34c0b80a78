import type * as tf from '@tensorflow/tfjs'
import { type ModelConfig, padBatch, parseModelConfig, randomGenerator } from '@textgate/core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { SequenceKernel } from './kernels/sequence-kernel.ts'
import { tfjsKernel } from './kernels/tfjs-kernel.ts'
import { wasmKernel } from './kernels/wasm/wasm-kernel.ts'
import { BACKENDS, useBackend } from './testing/backends.ts'
import { KERNEL_SETS } from './testing/kernel-sets.ts'
import { logitsAndGradients } from './testing/logits-and-gradients.ts'
import { missingPeer, runPeer } from './testing/python-peer.ts'
import { randomizeWeights } from './testing/randomize-weights.ts'
import { createTextClassifier, type TextClassifier } from './text-classifier.ts'

interface Case {
  config: ModelConfig
  sizes: { vocabularySize: number; classes: number }
  rows: number[][]
  weighting: number[]
  seed: number
}

interface TorchResult {
  logits: number[]
  gradients: Record<string, number[]>
}

const poolings = ['last', 'max', 'mean', 'max-mean', 'attention', 'last-max-mean-attention'] as const
const cases = [
  ...Array.from({ length: 36 }, (_, seed) => randomCase('gru', seed)),
  ...(['lstm', 'rnn', 'cnn'] as const).flatMap((encoder) =>
    Array.from({ length: 8 }, (_, seed) => randomCase(encoder, 5 * seed)),
  ),
]
const missing = missingPeer('torch')
if (missing) console.log(`torch's networks are not compared: ${missing}`)

describe.skipIf(missing)('logits and gradients equal those of torch', () => {
  let torch: TorchResult[]
  beforeAll(async () => {
    await useBackend('cpu')
    torch = runPeer('torch-classifier.py', cases.map(torchCase)) as TorchResult[]
  }, 120_000)

  const runs = BACKENDS.flatMap((backend) =>
    [tfjsKernel, ...KERNEL_SETS.slice(1).map(({ kernels }) => wasmKernel(kernels()))].map(
      (kernel) => [backend, kernel.name, kernel] as const,
    ),
  )
  describe.each(runs)('on %s with %s', (backend, _, kernel) => {
    beforeAll(() => useBackend(backend))

    test.each(cases.map((entry, i) => [title(entry), i] as const))('%s', (_, i) => {
      const { rows, weighting } = cases[i]!
      const model = modelOf(cases[i]!, kernel)
      const { logits, gradients } = logitsAndGradients(model, padBatch(rows), weighting)
      expect(relativeError(logits, torch[i]!.logits), 'logits').toBeLessThan(1e-5)
      for (const [name, gradient] of gradients) {
        expect(relativeError(gradient, torch[i]!.gradients[name]!), name).toBeLessThan(1e-5)
      }
      model.dispose()
    })
  })
})

function randomCase(encoder: Exclude<ModelConfig['encoder'], 'linear'>, seed: number): Case {
  const random = randomGenerator(`torch ${seed}`)
  const vocabularySize = 3 + random.integer(20)
  const classes = 2 + random.integer(5)
  const batch = seed === 0 ? 1 : 1 + random.integer(9)
  const longest = seed === 0 ? 1 : 1 + random.integer(13)
  const pooling = poolings[encoder === 'cnn' ? 1 + (seed % 4) : Math.floor(seed / 6)]!
  const config = parseModelConfig({
    embeddingSize: 1 + random.integer(17),
    ngrams: 0,
    hiddenSize: 1 + random.integer(19),
    encoder,
    layers: encoder === 'cnn' ? 1 : 1 + (seed % 3),
    bidirectional: seed % 2 === 1,
    filterWidths: [[1], [2, 3], [3, 4, 5], [1, 6, 9]][seed % 4],
    pooling,
    ...(pooling.endsWith('attention') ? { attentionHeads: 1 + (seed % 4), attentionSize: 7 } : {}),
  })
  return {
    config,
    sizes: { vocabularySize, classes },
    rows: Array.from({ length: batch }, () =>
      Array.from({ length: 1 + random.integer(longest) }, () => 1 + random.integer(vocabularySize - 1)),
    ),
    weighting: Array.from({ length: batch * classes }, () => random.normal()),
    seed,
  }
}

function title({ config, rows }: Case): string {
  const { encoder, layers, bidirectional, filterWidths, pooling, embeddingSize, hiddenSize } = config
  const longest = Math.max(...rows.map((row) => row.length))
  const directions = bidirectional ? 'both directions' : 'one direction'
  const network = encoder === 'cnn' ? `widths ${filterWidths.join(', ')}` : `${layers} layers, ${directions}`
  return `${encoder}, ${network}, ${pooling}, ${rows.length} x ${longest}, ${embeddingSize} -> ${hiddenSize}`
}

/** A model whose weights are all random, biases and padding row included. */
function modelOf({ config, sizes, seed }: Case, kernel: SequenceKernel): TextClassifier {
  const random = randomGenerator(seed)
  const model = createTextClassifier(config, { ...sizes, random, kernel })
  randomizeWeights(model, random)
  return model
}

function torchCase(entry: Case): unknown {
  const model = modelOf(entry, tfjsKernel)
  const weights = Object.fromEntries(
    [...model.variables].map(([name, variable]: [string, tf.Variable]) => [
      name,
      { shape: variable.shape, data: Array.from(variable.dataSync()) },
    ]),
  )
  model.dispose()
  const { encoder, layers, hiddenSize: hidden, bidirectional, filterWidths: widths, pooling } = entry.config
  const network = { encoder, layers, hidden, bidirectional, widths, pooling }
  return { weights, rows: entry.rows, weighting: entry.weighting, ...network }
}

/** Largest difference as a share of the largest expected value, or of 1 where that is larger. */
function relativeError(actual: number[], expected: number[]): number {
  expect(actual.length).toBe(expected.length)
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1)
  return actual.reduce((largest, value, i) => Math.max(largest, Math.abs(value - expected[i]!)), 0) / scale
}
