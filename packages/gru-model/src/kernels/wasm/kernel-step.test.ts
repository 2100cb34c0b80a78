import * as tf from '@tensorflow/tfjs'
import { type Batch, padBatch, parseModelConfig, randomGenerator } from '@textgate/core'
import type { Block, Kernels } from '@textgate/kernels'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS, useBackend } from '../../testing/backends.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { KERNEL_SETS } from '../../testing/kernel-sets.ts'
import { randomizeWeights } from '../../testing/randomize-weights.ts'
import { createTextClassifier, type TextClassifier } from '../../text-classifier.ts'
import { tfjsKernel } from '../tfjs-kernel.ts'
import { wasmKernel } from './wasm-kernel.ts'

const VOCABULARY = 40
const rate = fc.constantFrom<number>(0, 0.3)
const cases = fc.record({
  network: fc
    .record({
      embeddingSize: fc.integer({ min: 1, max: 11 }),
      hiddenSize: fc.integer({ min: 1, max: 11 }),
      layers: fc.integer({ min: 1, max: 3 }),
      bidirectional: fc.boolean(),
      pooling: fc.constantFrom('last', 'max', 'mean', 'max-mean'),
      dropout: fc.record({ embedding: rate, layer: rate, pooled: rate }),
      ngrams: fc.integer({ min: 0, max: 3 }),
      ngramBuckets: fc.constant(1024),
    })
    .map(({ dropout, ...rest }) => ({
      ...rest,
      dropout: { ...dropout, layer: rest.layers === 1 ? 0 : dropout.layer },
    })),
  classes: fc.integer({ min: 1, max: 9 }),
  rows: fc.array(fc.array(fc.integer({ min: 0, max: VOCABULARY - 1 }), { maxLength: 9 }), {
    minLength: 1,
    maxLength: 19,
  }),
  seed: fc.nat(),
})
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

interface Step {
  readonly logits: number[][]
  readonly gradients: Record<string, number[]>
}

describe.each(KERNEL_SETS)('a step on kernels ($name)', ({ name, kernels: make }) => {
  const kernels = make()

  describe.each(BACKENDS)('beside %s', (backend) => {
    beforeAll(() => useBackend(backend))

    // The reference rounds dropout in another way, and what the host does not see is computed by tfjs itself.
    const isExact = name !== 'reference' && backend !== 'hidden'

    test(`has the logits and the gradients that tfjs gives of the branches${isExact ? ', to the bit' : ''}`, () => {
      fc.assert(
        fc.property(cases, (one) => {
          const model = modelOf(kernels, one)
          const { blocks } = kernels.memory
          const batch = padBatch(one.rows)
          const [own, plain] = [stepOnKernels(kernels, model, batch, one), stepOfTensors(model, batch, one)]
          if (isExact) expect(own).toEqual(plain)
          else {
            const [flat, expected] = [own, plain].map((step) =>
              [step.logits, Object.values(step.gradients)].flat(3),
            )
            expectClose(flat!, expected!, 1e-4)
          }
          expect(kernels.memory.blocks).toBe(blocks)
          model.dispose()
        }),
        { seed: 5, numRuns: 30 },
      )
    })

    test('refuses an id outside the vocabulary and a malformed batch, and leaves nothing behind', () => {
      const one = {
        network: { ngrams: 2, ngramBuckets: 1024 },
        classes: 2,
        rows: [[1]],
        seed: 1,
      } as unknown as Case
      const model = modelOf(kernels, one)
      const { blocks } = kernels.memory
      const good = padBatch([[1, 2], [3]])
      for (const bad of [padBatch([[VOCABULARY]]), { ...good, lengths: Int32Array.of(2, 9) }]) {
        expect(() => stepOnKernels(kernels, model, bad, one)).toThrow(RangeError)
      }
      expect(kernels.memory.blocks).toBe(blocks)
      model.dispose()
    })
  })
})

test('only a model whose kernel is one of these has such steps', () => {
  const { kernels: make } = KERNEL_SETS[0]!
  const kernels = make()
  const sizes = { vocabularySize: 5, classes: 2, random: randomGenerator(1) }
  const config = parseModelConfig({ embeddingSize: 2, hiddenSize: 2, ngrams: 0 })
  const own = createTextClassifier(config, { ...sizes, kernel: wasmKernel(kernels) })
  expect(own.onKernels()?.kernels).toBe(kernels)
  const plain = createTextClassifier(config, { ...sizes, kernel: tfjsKernel })
  expect(plain.onKernels()).toBeUndefined()
  for (const model of [own, plain]) model.dispose()
})

function modelOf(kernels: Kernels, { network, classes, seed }: Case): TextClassifier {
  const random = randomGenerator(seed)
  const sizes = { vocabularySize: VOCABULARY, classes, random }
  const model = createTextClassifier(parseModelConfig(network), { ...sizes, kernel: wasmKernel(kernels) })
  randomizeWeights(model, random)
  return model
}

/** The gradient of the loss in each branch's logits. */
function weightingOf(size: number, branch: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => (((i + branch) * 7) % 5) - 2.3)
}

function stepOfTensors(model: TextClassifier, batch: Batch, { seed }: Case): Step {
  const logits: number[][] = []
  const { value, grads } = tf.variableGrads(() => {
    const losses = model.branches(batch, { training: true, dropoutSeed: seed }).map((scores, branch) => {
      logits.push(Array.from(scores.dataSync()))
      return tf.sum(tf.mul(scores, tf.tensor(weightingOf(scores.size, branch), scores.shape)))
    })
    return tf.addN(losses) as tf.Scalar
  }, [...model.variables.values()])
  const gradients = [...model.variables].map(([name, variable]) => [
    name,
    Array.from(grads[variable.name]!.dataSync()),
  ])
  tf.dispose([value, grads])
  return { logits, gradients: Object.fromEntries(gradients) }
}

function stepOnKernels(kernels: Kernels, model: TextClassifier, batch: Batch, { seed }: Case): Step {
  const blocks = new Map<string, Block>()
  const rowsOf = new Map<string, Int32Array>()
  const block = (name: string, size: number, values?: ArrayLike<number>): Block => {
    const made = kernels.memory.floats(size)
    made.floats.fill(Number.NaN)
    made.floats.set(values ?? [])
    blocks.set(name, made)
    return made
  }
  const valuesOf = (name: string): Block => {
    const variable = model.variables.get(name)!
    return blocks.get(name) ?? block(name, variable.size, variable.dataSync())
  }
  const logits: number[][] = []
  const gradients: Record<string, number[]> = {}
  try {
    model.onKernels()!.step(batch, {
      dropoutSeed: seed,
      weights: {
        values: valuesOf,
        rows(name, ids) {
          rowsOf.set(name, ids)
          return valuesOf(name)
        },
        gradient(name) {
          const [rows, width = 1] = model.variables.get(name)!.shape as [number, number?]
          return blocks.get(`d ${name}`) ?? block(`d ${name}`, (rowsOf.get(name)?.length ?? rows) * width)
        },
      },
      gradientOf(scores) {
        logits.push(Array.from(scores))
        return weightingOf(scores.length, logits.length - 1)
      },
    })
    for (const [name, variable] of model.variables) {
      const values = Array.from(blocks.get(`d ${name}`)!.floats)
      const ids = rowsOf.get(name)
      const width = variable.shape[1] ?? 1
      const dense = ids ? new Array<number>(variable.size).fill(0) : values
      ids?.forEach((id, i) => {
        dense.splice(id * width, width, ...values.slice(i * width, (i + 1) * width))
      })
      gradients[name] = dense
    }
  } finally {
    for (const made of blocks.values()) made.free()
  }
  return { logits, gradients }
}
