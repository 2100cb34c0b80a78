import * as tf from '@tensorflow/tfjs'
import { randomGenerator } from '@textgate/core'
import '@tensorflow/tfjs-backend-wasm'
import { type Kernels, sharedKernels } from '@textgate/kernels'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readVariables } from '../read-variables.ts'
import { kernelAdamw } from './kernel-adamw.ts'
import type { OptimizerSettings } from './optimizer.ts'

const ROWS = 50
const WIDTH = 18
const SETTINGS: OptimizerSettings = { weightDecay: 0.05, clipNorm: 1.5, averageDecay: 0.95 }
const kernels = sharedKernels() as Kernels

describe.each(['cpu', 'wasm'])('rows that wait, on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend)
    await tf.ready()
  })
  afterAll(() => tf.disposeVariables())

  /** Trains a table and a bias for some steps; `each` is called after each one. */
  async function run(
    tables: ReadonlySet<string>,
    steps: number,
    each?: (step: number, settle: () => void) => void,
  ) {
    const random = randomGenerator('rows that wait')
    const start = Float32Array.from({ length: ROWS * WIDTH }, () => random.normal())
    const variables = new Map([
      ['table', tf.variable(tf.tensor(start, [ROWS, WIDTH]))],
      ['bias', tf.variable(tf.zeros([7]))],
    ])
    const optimizer = kernelAdamw(variables, SETTINGS, kernels, tables)
    const seen: number[] = []
    for (let number = 1; number <= steps; number++) {
      const ids = Int32Array.from([...Array(ROWS - 1).keys()].filter(() => random.next() < 0.1))
      optimizer.prepare(new Map([['table', ids]]))
      const table = (await (variables.get('table') as tf.Variable).data()) as Float32Array
      for (const id of ids) seen.push(...table.subarray(id * WIDTH, (id + 1) * WIDTH))
      const gradient = new Float32Array(ROWS * WIDTH)
      for (const id of ids) {
        for (let i = 0; i < WIDTH; i++) gradient[id * WIDTH + i] = random.normal()
      }
      const gradients = new Map([
        ['table', tf.tensor(gradient, [ROWS, WIDTH])],
        ['bias', tf.tensor(Float32Array.from({ length: 7 }, () => random.normal()))],
      ])
      optimizer.update(gradients, { number, learningRate: 0.01 })
      tf.dispose([...gradients.values()])
      each?.(number, () => optimizer.settle())
    }
    optimizer.settle()
    const result = { weights: await readVariables(variables), state: await optimizer.read(), seen }
    optimizer.dispose()
    tf.dispose([...variables.values()])
    return result
  }

  test('a step reads the bits of updating every row in every step, and so does the end', async () => {
    expect(await run(new Set(['table']), 120)).toEqual(await run(new Set(), 120))
  })

  test('settling in between changes no bit', async () => {
    const often = run(new Set(['table']), 60, (step, settle) => step % 7 === 0 && settle())
    expect(await often).toEqual(await run(new Set(['table']), 60))
  })

  test('a tensor that shares memory with a variable stays as it was', async () => {
    const start = tf.tensor([[...Array(WIDTH).keys()]])
    const variable = tf.variable(start)
    const clone = variable.clone()
    const optimizer = kernelAdamw(new Map([['table', variable as tf.Variable]]), SETTINGS, kernels)
    const gradient = tf.ones([1, WIDTH])
    optimizer.update(new Map([['table', gradient]]), { number: 1, learningRate: 0.1 })
    expect(start.dataSync()).toEqual(Float32Array.from(Array(WIDTH).keys()))
    expect(clone.dataSync()).toEqual(Float32Array.from(Array(WIDTH).keys()))
    expect(variable.dataSync()[0]).toBeCloseTo(-0.1, 5)
    optimizer.dispose()
    tf.dispose([start, variable, clone, gradient])
  })

  test('dispose gives all memory back', async () => {
    const before = kernels.memory.bytesInUse
    await run(new Set(['table']), 3)
    expect(kernels.memory.bytesInUse).toBe(before)
  })
})
