import * as tf from '@tensorflow/tfjs'
import { type Batch, padBatch, parseModelConfig, randomGenerator } from '@textgate/core'
import type { Block, Kernels } from '@textgate/kernels'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { BACKENDS, useBackend } from '../../testing/backends.ts'
import { type EncoderCase, encoderCases, modelOfCase } from '../../testing/encoder-cases.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { encodersOn, KERNEL_SETS } from '../../testing/kernel-sets.ts'
import { learntVariables } from '../../testing/learnt-variables.ts'
import { VOCABULARY } from '../../testing/random-networks.ts'
import { createTextClassifier, type TextClassifier } from '../../text-classifier.ts'
import { tfjsKernel } from '../tfjs-kernel.ts'
import { wasmKernel } from './wasm-kernel.ts'

interface Step {
  readonly logits: number[][]
  readonly gradients: Record<string, number[]>
}

describe.each(KERNEL_SETS)('a step on kernels ($name)', ({ name, kernels: make }) => {
  const kernels = make()
  const runs = encodersOn(name).flatMap((encoder) => BACKENDS.map((backend) => [encoder, backend] as const))

  describe.each(runs)('encoder %s, beside %s', (encoder, backend) => {
    beforeAll(() => useBackend(backend))

    // The reference rounds dropout in another way, and what the host does not see is computed by tfjs itself.
    const isExact = name !== 'reference' && backend !== 'hidden'

    test(`has the logits and the gradients that tfjs gives of the branches${isExact ? ', to the bit' : ''}`, () => {
      fc.assert(
        fc.property(encoderCases(encoder), (one) => {
          const model = modelOfCase(one, wasmKernel(kernels))
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
        { seed: 5, numRuns: 15 },
      )
    })

    test('refuses an id outside the vocabulary and a malformed batch, and leaves nothing behind', () => {
      const [one] = fc.sample(encoderCases(encoder), { seed: 6, numRuns: 1 }) as [EncoderCase]
      const model = modelOfCase(one, wasmKernel(kernels))
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

/** The gradient of the loss in each branch's logits. */
function weightingOf(size: number, branch: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => (((i + branch) * 7) % 5) - 2.3)
}

function stepOfTensors(model: TextClassifier, batch: Batch, { seed }: EncoderCase): Step {
  const logits: number[][] = []
  const { value, grads } = tf.variableGrads(() => {
    const losses = model.branches(batch, { training: true, dropoutSeed: seed }).map((scores, branch) => {
      logits.push(Array.from(scores.dataSync()))
      return tf.sum(tf.mul(scores, tf.tensor(weightingOf(scores.size, branch), scores.shape)))
    })
    return tf.addN(losses) as tf.Scalar
  }, [...model.variables.values()])
  const gradients = learntVariables(model).map(([name, variable]) => [
    name,
    Array.from(grads[variable.name]!.dataSync()),
  ])
  tf.dispose([value, grads])
  return { logits, gradients: Object.fromEntries(gradients) }
}

function stepOnKernels(kernels: Kernels, model: TextClassifier, batch: Batch, { seed }: EncoderCase): Step {
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
          const { size, shape } = model.variables.get(name)!
          const rows = rowsOf.get(name)
          const room = rows ? rows.length * (shape[1] as number) : size
          return blocks.get(`d ${name}`) ?? block(`d ${name}`, room)
        },
      },
      gradientOf(scores) {
        logits.push(Array.from(scores))
        return weightingOf(scores.length, logits.length - 1)
      },
    })
    for (const [name, variable] of learntVariables(model)) {
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
