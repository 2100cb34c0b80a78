import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as tf from '@tensorflow/tfjs'
import { type ModelConfig, padBatch } from '@textgate/core'
import type { Kernels } from '@textgate/kernels'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SequenceKernel } from '../kernels/sequence-kernel.ts'
import { tfjsKernel } from '../kernels/tfjs-kernel.ts'
import { type EncoderCase, encoderCases, modelOfCase, weightingOf } from './encoder-cases.ts'
import { expectClose } from './expect-close.ts'
import { logitsAndGradients } from './logits-and-gradients.ts'

/** The suite that each encoder must pass where it is computed in the memory of kernels, on the current backend. */
export function encodingKernelLaws(
  encoder: ModelConfig['encoder'],
  kernel: SequenceKernel,
  kernels: Kernels,
): void {
  const cases = encoderCases(encoder)

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
      { seed: 11, numRuns: 6 },
    )
  })

  test('answers are those of the forward pass of training, to the bit', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const calm = { ...one, network: { ...one.network, dropout: NO_DROPOUT } }
        const model = modelOfCase(calm, kernel)
        const answer = tf.tidy(() =>
          Array.from(model.forward(padBatch(one.rows), { training: false }).dataSync()),
        )
        expect(answer).toEqual(stepOf(kernel, calm).logits)
        model.dispose()
      }),
      { seed: 12, numRuns: 4 },
    )
  })

  test('steps and answers keep no kernel memory', async () => {
    const [one] = fc.sample(cases, { seed: 13, numRuns: 1 }) as [EncoderCase]
    const model = modelOfCase(one, kernel)
    const { blocks } = kernels.memory
    for (let dropoutSeed = 0; dropoutSeed < 5; dropoutSeed++) {
      logitsAndGradients(model, padBatch(one.rows), weightingOf(one), { training: true, dropoutSeed })
      await model.predict(padBatch(one.rows))
      expect(kernels.memory.blocks).toBe(blocks)
    }
    model.dispose()
  })

  test('a gradient that is never asked for gives its memory back with the garbage', async () => {
    const [sample] = fc.sample(cases, { seed: 14, numRuns: 1 }) as [EncoderCase]
    const one = { ...sample, rows: [[3, 4, 5], [6]] }
    const model = modelOfCase(one, kernel)
    const { blocks } = kernels.memory
    tf.tidy(() => {
      const loss = (x: tf.Tensor) => {
        model.forward(padBatch(one.rows), { training: false })
        return tf.sum(x)
      }
      tf.grad(loss)(tf.scalar(1))
    })
    // The n-grams alone have no use for the kernels' memory.
    if (encoder !== 'linear') expect(kernels.memory.blocks).toBeGreaterThan(blocks)
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

interface Step {
  readonly logits: number[]
  readonly gradients: Map<string, number[]>
}

function stepOf(kernel: SequenceKernel, one: EncoderCase): Step {
  const model = modelOfCase(one, kernel)
  const options = { training: true, dropoutSeed: one.seed }
  const step = logitsAndGradients(model, padBatch(one.rows), weightingOf(one), options)
  model.dispose()
  return step
}
