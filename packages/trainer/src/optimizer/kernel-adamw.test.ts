import * as tf from '@tensorflow/tfjs'
import { type RandomGenerator, randomGenerator } from '@textgate/core'
import '@tensorflow/tfjs-backend-wasm'
import { createKernels, type Kernels, sharedKernels } from '@textgate/kernels'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readVariables } from '../read-variables.ts'
import { kernelAdamw } from './kernel-adamw.ts'
import type { OptimizerSettings } from './optimizer.ts'

const SETTINGS: OptimizerSettings = { weightDecay: 0.05, clipNorm: 1.5, averageDecay: 0.95 }
const kernels = sharedKernels() as Kernels

type AdamwOnKernels = ReturnType<typeof kernelAdamw>

interface Table {
  readonly rows: number
  readonly width: number
  /** First values: random, or zeros as of n-grams; some rows are zero in both. */
  readonly start: 'random' | 'zeros'
}

interface Way {
  /** Rows that a step does not read wait; else each step gives a gradient of the whole table, as a tensor. */
  readonly waiting: boolean
  /** After each step; gives another optimiser to go on with. */
  readonly after?: (
    step: number,
    optimizer: AdamwOnKernels,
    run: Running,
  ) => Promise<AdamwOnKernels> | undefined
}

interface Running {
  variables: Map<string, tf.Variable>
}

describe.each(['cpu', 'wasm'])('rows that wait, on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend)
    await tf.ready()
  })
  afterAll(() => tf.disposeVariables())

  /** Trains a table and a bias for some steps. */
  async function run({ rows, width, start }: Table, steps: number, { waiting, after }: Way) {
    const random = randomGenerator('rows that wait')
    const running: Running = { variables: newVariables({ rows, width, start }, random) }
    let optimizer = kernelAdamw(running.variables, SETTINGS, kernels)
    const seen: number[] = []
    for (let number = 1; number <= steps; number++) {
      // The last row is never read, the first one in the beginning alone.
      const ids = Int32Array.from(
        [...Array(rows - 1).keys()].filter((id) => (id > 0 || number < 3) && random.next() < 0.1),
      )
      const sparse = Float32Array.from({ length: ids.length * width }, () => random.normal())
      const bias = Float32Array.from({ length: 7 }, () => random.normal())
      const table = waiting
        ? optimizer.weights.rows('table', ids).floats
        : ((await (running.variables.get('table') as tf.Variable).data()) as Float32Array)
      for (const id of ids) seen.push(...table.subarray(id * width, (id + 1) * width))
      const gradients = new Map([['bias', tf.tensor(bias)]])
      if (waiting) optimizer.weights.gradient('table').floats.set(sparse)
      else {
        const dense = new Float32Array(rows * width)
        ids.forEach((id, i) => {
          dense.set(sparse.subarray(i * width, (i + 1) * width), id * width)
        })
        gradients.set('table', tf.tensor(dense, [rows, width]))
      }
      optimizer.update(gradients, { number, learningRate: 0.01 })
      tf.dispose([...gradients.values()])
      optimizer = (await after?.(number, optimizer, running)) ?? optimizer
    }
    optimizer.settle()
    const result = { weights: await readVariables(running.variables), state: await optimizer.read(), seen }
    optimizer.dispose()
    tf.dispose([...running.variables.values()])
    return result
  }

  /** Another process goes on: from what was saved, with variables and an optimiser of its own. */
  const resume = async (old: AdamwOnKernels, running: Running): Promise<AdamwOnKernels> => {
    old.settle()
    const [weights, state] = [await readVariables(running.variables), await old.read()]
    old.dispose()
    tf.dispose([...running.variables.values()])
    running.variables = new Map(
      [...weights].map(([name, { shape, data }]) => [
        name,
        tf.tidy(() => tf.variable(tf.tensor(data, [...shape]))),
      ]),
    )
    const optimizer = kernelAdamw(running.variables, SETTINGS, kernels)
    optimizer.write(state)
    return optimizer
  }

  describe.each<Table>([
    { rows: 50, width: 18, start: 'random' },
    { rows: 50, width: 16, start: 'zeros' },
    { rows: 151, width: 1, start: 'random' },
    { rows: 151, width: 2, start: 'zeros' },
    { rows: 77, width: 3, start: 'random' },
    { rows: 77, width: 3, start: 'zeros' },
    { rows: 50, width: 4, start: 'zeros' },
    { rows: 61, width: 7, start: 'zeros' },
    { rows: 40, width: 15, start: 'random' },
  ])('$rows rows of $width, $start at first', (table) => {
    test('a step reads the bits of updating every row in every step, and so does the end', async () => {
      expect(await run(table, 120, { waiting: true })).toEqual(await run(table, 120, { waiting: false }))
    })

    test('settling in between changes no bit', async () => {
      const often = run(table, 60, {
        waiting: true,
        after: (step, optimizer) => {
          if (step % 7 === 0) optimizer.settle()
          return undefined
        },
      })
      expect(await often).toEqual(await run(table, 60, { waiting: true }))
    })

    test('nor does a run that is saved and resumed at any step', async () => {
      const stops = randomGenerator('stops')
      const resumed = run(table, 60, {
        waiting: true,
        after: (_step, optimizer, running) => (stops.next() < 0.2 ? resume(optimizer, running) : undefined),
      })
      expect(await resumed).toEqual(await run(table, 60, { waiting: true }))
    })

    test('dispose gives all memory back', async () => {
      const before = kernels.memory.bytesInUse
      await run(table, 3, { waiting: true })
      expect(kernels.memory.bytesInUse).toBe(before)
    })
  })

  test('gaps of thousands of steps are made up for, whatever reads the table then', async () => {
    const table: Table = { rows: 30, width: 3, start: 'random' }
    const all = Int32Array.from(Array(table.rows).keys())
    const [lazy, eager] = [true, false].map((waiting) => {
      const variables = newVariables(table, randomGenerator('gaps'))
      const optimizer = kernelAdamw(variables, SETTINGS, kernels)
      const seen: number[][] = []
      for (let number = 1; number <= 4200; number++) {
        const ids = number % 1500 === 1 ? Int32Array.of(number % 29, 29) : new Int32Array(0)
        if (waiting) optimizer.weights.rows('table', ids)
        else optimizer.weights.values('table')
        const gradient = optimizer.weights.gradient('table').floats
        gradient.fill(0)
        ids.forEach((id, i) => {
          gradient.fill(number, (waiting ? i : id) * 3, (waiting ? i : id) * 3 + 3)
        })
        optimizer.update(new Map(), { number, learningRate: 0.01 })
        if (number === 3000) seen.push([...optimizer.weights.rows('table', all).floats.subarray(0, 90)])
        if (number === 4200) seen.push([...optimizer.weights.values('table').floats.subarray(0, 90)])
      }
      optimizer.settle()
      const end = variables.get('table')!.dataSync().slice()
      optimizer.dispose()
      tf.dispose([...variables.values()])
      return { seen, end }
    })
    expect(lazy).toEqual(eager)
  })

  test('a variable shows what a step on kernels changed once it is settled', async () => {
    const variables = newVariables({ rows: 4, width: 5, start: 'random' }, randomGenerator('shows'))
    const bias = variables.get('bias')!
    const optimizer = kernelAdamw(variables, SETTINGS, kernels)
    optimizer.weights.gradient('bias').floats.fill(1)
    optimizer.update(new Map(), { number: 1, learningRate: 0.1 })
    expect(optimizer.weights.values('bias').floats[0]).toBeCloseTo(-0.1, 5)
    expect(bias.dataSync()[0]).toBe(0)
    optimizer.settle()
    expect(bias.dataSync()[0]).toBeCloseTo(-0.1, 5)
    optimizer.dispose()
    tf.dispose([...variables.values()])
  })

  test('a tensor that shares memory with a variable stays as it was', async () => {
    const width = 18
    const start = tf.tensor([[...Array(width).keys()]])
    const variable = tf.variable(start)
    const clone = variable.clone()
    const optimizer = kernelAdamw(new Map([['table', variable as tf.Variable]]), SETTINGS, kernels)
    const gradient = tf.ones([1, width])
    optimizer.update(new Map([['table', gradient]]), { number: 1, learningRate: 0.1 })
    expect(start.dataSync()).toEqual(Float32Array.from(Array(width).keys()))
    expect(clone.dataSync()).toEqual(Float32Array.from(Array(width).keys()))
    expect(variable.dataSync()[0]).toBeCloseTo(-0.1, 5)
    optimizer.dispose()
    tf.dispose([start, variable, clone, gradient])
  })

  test('a model that kernel memory cannot hold is refused, and leaves nothing behind', () => {
    const small = createKernels({ threads: 1, maxMemoryBytes: 2 ** 20 }) as Kernels
    const blocks = small.memory.blocks
    const variables = newVariables({ rows: 2 ** 10, width: 100, start: 'zeros' }, randomGenerator('large'))
    expect(() => kernelAdamw(variables, SETTINGS, small)).toThrow(
      expect.objectContaining({ code: 'KERNEL_MEMORY_EXHAUSTED' }),
    )
    expect(small.memory.blocks).toBe(blocks)
    tf.dispose([...variables.values()])
  })
})

function newVariables({ rows, width, start }: Table, random: RandomGenerator): Map<string, tf.Variable> {
  const values = Float32Array.from({ length: rows * width }, () => random.normal())
  values.fill(0, start === 'zeros' ? 0 : 3 * width, start === 'zeros' ? values.length : 9 * width)
  return new Map([
    ['bias', tf.tidy(() => tf.variable(tf.zeros([7])))],
    ['table', tf.tidy(() => tf.variable(tf.tensor(values, [rows, width])))],
  ])
}
