import * as tf from '@tensorflow/tfjs'
import { padBatch, parseModelConfig, randomGenerator } from '@textgate/core'
import { createKernels } from '@textgate/kernels'
import { beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS, useBackend } from '../../testing/backends.ts'
import { encodingKernelLaws } from '../../testing/encoding-kernel-laws.ts'
import { encodersOn, KERNEL_SETS } from '../../testing/kernel-sets.ts'
import { logitsAndGradients } from '../../testing/logits-and-gradients.ts'
import { ENCODERS } from '../../testing/random-networks.ts'
import { randomizeWeights } from '../../testing/randomize-weights.ts'
import { sequenceKernelLaws } from '../../testing/sequence-kernel-laws.ts'
import { createTextClassifier } from '../../text-classifier.ts'
import { wasmKernel } from './wasm-kernel.ts'

const CELLS = ['gru', 'lstm', 'rnn'] as const

describe.each(KERNEL_SETS)('with kernels ($name)', ({ name, kernels: make }) => {
  const kernels = make()
  const kernel = wasmKernel(kernels)
  describe.each(BACKENDS)('on %s', (backend) => {
    beforeAll(() => useBackend(backend))
    describe.each(name === 'reference' ? (['gru'] as const) : CELLS)('sequences of %s', (cell) => {
      sequenceKernelLaws(kernel, cell)
    })
    describe.each(encodersOn(name))('encoder %s', (encoder) => {
      encodingKernelLaws(encoder, kernel, kernels)
    })
  })
})

const builds = ['simd', 'relaxed'].filter((build) => KERNEL_SETS.some(({ name }) => name.startsWith(build)))

describe.each(ENCODERS)('encoder %s', (encoder) => {
  test.each(builds)('%s: two threads give the bits of one', async (build) => {
    await useBackend('cpu')
    const sets = KERNEL_SETS.filter(({ name }) => name.startsWith(build))
    const random = randomGenerator(3)
    const rows = Array.from({ length: 37 }, () =>
      Array.from({ length: random.integer(60) }, () => random.integer(300)),
    )
    const weighting = Array.from({ length: 37 * 5 }, () => random.normal())
    const [one, two] = sets.map(({ kernels }) => {
      const config = parseModelConfig({
        ...{ encoder, embeddingSize: 70, hiddenSize: 50, layers: encoder === 'cnn' ? 1 : 2 },
        ngrams: encoder === 'linear' ? 2 : 0,
      })
      const sizes = { vocabularySize: 300, classes: 5, random: randomGenerator(1) }
      const model = createTextClassifier(config, { ...sizes, kernel: wasmKernel(kernels()) })
      randomizeWeights(model, randomGenerator(2), 0.1)
      const options = { training: true, dropoutSeed: 4 }
      const step = logitsAndGradients(model, padBatch(rows), weighting, options)
      model.dispose()
      return step
    })
    expect(two).toEqual(one)
  })
})

test.skipIf(builds.length === 0)(
  'a batch that the memory cannot hold is refused, and leaves nothing behind',
  async () => {
    await useBackend('cpu')
    const kernels = createKernels({ build: 'simd', threads: 1, maxMemoryBytes: 4 * 2 ** 20 })!
    const config = parseModelConfig({ embeddingSize: 64, hiddenSize: 64, ngrams: 0 })
    const sizes = { vocabularySize: 300, classes: 2, random: randomGenerator(1) }
    const model = createTextClassifier(config, { ...sizes, kernel: wasmKernel(kernels) })
    const step = (rows: number) => {
      const batch = padBatch(
        Array.from({ length: rows }, (_, r) => Array.from({ length: 50 }, (_, t) => 1 + ((r * t) % 299))),
      )
      const weighting = new Float32Array(2 * rows).fill(1)
      return logitsAndGradients(model, batch, weighting, { training: true, dropoutSeed: 1 })
    }
    const first = step(2)
    const { blocks } = kernels.memory
    const tensors = tf.memory().numTensors
    expect(() => step(100)).toThrow(expect.objectContaining({ code: 'KERNEL_MEMORY_EXHAUSTED' }))
    expect(kernels.memory.blocks).toBe(blocks)
    expect(tf.memory().numTensors).toBe(tensors)
    expect(step(2)).toEqual(first)
    model.dispose()
  },
)
