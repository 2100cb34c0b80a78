import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as tf from '@tensorflow/tfjs'
import { type ModelConfig, padBatch, parseModelConfig, randomGenerator } from '@textgate/core'
import type { Kernels } from '@textgate/kernels'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SequenceKernel } from '../kernels/sequence-kernel.ts'
import { tfjsKernel } from '../kernels/tfjs-kernel.ts'
import { createTextClassifier, type TextClassifier } from '../text-classifier.ts'
import { expectClose } from './expect-close.ts'
import { logitsAndGradients } from './logits-and-gradients.ts'
import { randomizeWeights } from './randomize-weights.ts'

const VOCABULARY = 40
const CLASSES = 3
const rate = fc.constantFrom<number>(0, 0, 0.3)
const cases = fc
  .record({
    embeddingSize: fc.integer({ min: 1, max: 11 }),
    hiddenSize: fc.integer({ min: 1, max: 11 }),
    layers: fc.integer({ min: 1, max: 3 }),
    bidirectional: fc.boolean(),
    pooling: fc.constantFrom('last', 'max', 'mean', 'max-mean'),
    dropout: fc.record({ embedding: rate, layer: rate, pooled: rate }),
    rows: fc.array(fc.array(fc.integer({ min: 0, max: VOCABULARY - 1 }), { maxLength: 9 }), {
      minLength: 1,
      maxLength: 19,
    }),
    seed: fc.nat(),
  })
  .map(({ dropout, ...rest }) => ({
    ...rest,
    dropout: rest.layers === 1 ? { ...dropout, layer: 0 } : dropout,
  }))
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

/** The suite that each kernel with an encoder of its own must pass, on the current backend. */
export function encodingKernelLaws(kernel: SequenceKernel, kernels: Kernels): void {
  test('a training step equals that of plain tfjs operations, dropout included', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const [plain, own] = [tfjsKernel, kernel].map((of) => stepOf(of, one)) as [Step, Step]
        expectClose(own.logits, plain.logits, 1e-5)
        for (const [name, gradient] of plain.gradients) {
          const scale = gradient.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1)
          expectClose(own.gradients.get(name)!, gradient, 1e-5 * scale)
        }
      }),
      { seed: 11, numRuns: 40 },
    )
  })

  test('answers are those of the forward pass of training, to the bit', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const calm = { ...one, dropout: { embedding: 0, layer: 0, pooled: 0 } }
        const model = modelOf(kernel, calm)
        const batch = padBatch(one.rows)
        const answer = tf.tidy(() => Array.from(model.forward(batch, { training: false }).dataSync()))
        expect(answer).toEqual(stepOf(kernel, calm).logits)
        model.dispose()
      }),
      { seed: 12, numRuns: 15 },
    )
  })

  test('steps and answers keep no kernel memory', async () => {
    const rows = [[3, 4, 5], [], [6]]
    const one = { ...config, rows, seed: 1, dropout: { embedding: 0.2, layer: 0.2, pooled: 0 } }
    const model = modelOf(kernel, one)
    const { blocks } = kernels.memory
    for (let step = 0; step < 5; step++) {
      logitsAndGradients(model, padBatch(rows), weightingOf(rows), { training: true, dropoutSeed: step })
      await model.predict(padBatch(rows))
      expect(kernels.memory.blocks).toBe(blocks)
    }
    model.dispose()
  })

  test('a gradient that is never asked for gives its memory back with the garbage', async () => {
    const rows = [[3, 4, 5], [6]]
    const model = modelOf(kernel, { ...config, rows, seed: 1, dropout: NO_DROPOUT })
    const { blocks } = kernels.memory
    tf.tidy(() => {
      const loss = (x: tf.Tensor) => {
        model.forward(padBatch(rows), { training: false })
        return tf.sum(x)
      }
      tf.grad(loss)(tf.scalar(1))
    })
    expect(kernels.memory.blocks).toBeGreaterThan(blocks)
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    for (let round = 0; round < 20 && kernels.memory.blocks > blocks; round++) {
      collect()
      await new Promise((done) => setTimeout(done, 5))
    }
    expect(kernels.memory.blocks).toBe(blocks)
    model.dispose()
  })
}

const NO_DROPOUT = { embedding: 0, layer: 0, pooled: 0 }
const config = {
  embeddingSize: 5,
  hiddenSize: 6,
  layers: 2,
  bidirectional: true,
  pooling: 'max-mean',
} as const

interface Step {
  readonly logits: number[]
  readonly gradients: Map<string, number[]>
}

function modelOf(kernel: SequenceKernel, { rows: _, seed, ...network }: Case): TextClassifier {
  const model: ModelConfig = parseModelConfig({ ...network, ngrams: 0 })
  const random = randomGenerator(seed)
  const classifier = createTextClassifier(model, {
    vocabularySize: VOCABULARY,
    classes: CLASSES,
    random,
    kernel,
  })
  randomizeWeights(classifier, random)
  return classifier
}

function stepOf(kernel: SequenceKernel, one: Case): Step {
  const model = modelOf(kernel, one)
  const options = { training: true, dropoutSeed: one.seed }
  const step = logitsAndGradients(model, padBatch(one.rows), weightingOf(one.rows), options)
  model.dispose()
  return step
}

function weightingOf(rows: readonly unknown[]): number[] {
  return Array.from({ length: rows.length * CLASSES }, (_, i) => ((i * 7) % 5) - 2)
}
