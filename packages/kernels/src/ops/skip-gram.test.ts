import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Kernels } from '../kernels.ts'
import { withBlocks } from '../memory/with-blocks.ts'
import { distance, floatsOf } from '../testing/blocks.ts'
import { KERNEL_SETS, readyKernels } from '../testing/kernel-sets.ts'
import { SKIP_GRAM_OUTPUTS, skipGram } from './skip-gram.ts'

const VOCABULARY = 30
const RATE = 0.1

interface Problem {
  readonly width: number
  readonly inputs: Float32Array
  readonly outputs: Float32Array
  readonly starts: Int32Array
  readonly ids: Int32Array
}

/** Random tables, and groups of one to eleven neighbours, the same one more than once at times. */
function problemOf(seed: number, width: number, groups: number): Problem {
  const random = randomGenerator(seed)
  const table = () => Float32Array.from({ length: VOCABULARY * width }, () => 0.3 * random.normal())
  const starts = [0]
  const ids: number[] = []
  for (let group = 0; group < groups; group++) {
    const neighbours = 1 + random.integer(11)
    for (let i = 0; i < neighbours; i++) ids.push(random.integer(VOCABULARY))
    const all = random.shuffle(Array.from({ length: VOCABULARY }, (_, id) => id))
    ids.push(...all.slice(0, SKIP_GRAM_OUTPUTS))
    starts.push(ids.length)
  }
  return {
    width,
    inputs: table(),
    outputs: table(),
    starts: Int32Array.from(starts),
    ids: Int32Array.from(ids),
  }
}

/** By the definition: the gradient of −Σ ln σ(±input · output) by the tables of before, one group after the other. */
function expectedOf({ width, inputs, outputs, starts, ids }: Problem) {
  const rowsOf = (table: Float32Array) =>
    Array.from({ length: VOCABULARY }, (_, id) => [...table.subarray(id * width, (id + 1) * width)])
  const [newInputs, newOutputs] = [rowsOf(inputs), rowsOf(outputs)]
  const [oldInputs, oldOutputs] = [rowsOf(inputs), rowsOf(outputs)]
  const stepOf = (context: number, output: number, wanted: number) => {
    const score = oldInputs[context]!.reduce((sum, x, k) => sum + x * oldOutputs[output]![k]!, 0)
    return RATE * (wanted - 1 / (1 + Math.exp(-score)))
  }
  for (let group = 0; group + 1 < starts.length; group++) {
    const all = [...ids.subarray(starts[group], starts[group + 1])]
    const told = all.slice(-SKIP_GRAM_OUTPUTS)
    const before = told.map((output) => [...newOutputs[output]!])
    for (const context of all.slice(0, -SKIP_GRAM_OUTPUTS)) {
      const now = [...newInputs[context]!]
      for (const [o, output] of told.entries()) {
        const step = stepOf(context, output, Number(o === 0))
        for (let k = 0; k < width; k++) {
          newOutputs[output]![k]! += step * now[k]!
          newInputs[context]![k]! += step * before[o]![k]!
        }
      }
    }
  }
  return { inputs: newInputs.flat(), outputs: newOutputs.flat() }
}

function run(kernels: Kernels, { width, inputs, outputs, starts, ids }: Problem) {
  return withBlocks((keep) => {
    const tables = { inputs: keep(floatsOf(kernels, inputs)), outputs: keep(floatsOf(kernels, outputs)) }
    skipGram(kernels, { ...tables, width, starts, ids, rate: RATE })
    return {
      inputs: tables.inputs.floats.slice(0, inputs.length),
      outputs: tables.outputs.floats.slice(0, outputs.length),
    }
  })
}

const seed = fc.integer()
const width = fc.constantFrom(16, 48, 128)

describe.each(KERNEL_SETS)('on $build with $threads threads', (options) => {
  let kernels: Kernels
  let before = 0
  beforeAll(async () => {
    kernels = await readyKernels(options)
    before = kernels.memory.blocks
  })
  afterAll(() => {
    expect(kernels.memory.blocks).toBe(before)
    kernels.dispose()
  })

  test('groups move their vectors down the gradient of before, one group after the other', () => {
    fc.assert(
      fc.property(seed, width, fc.integer({ min: 1, max: 20 }), (name, columns, groups) => {
        const problem = problemOf(name, columns, groups)
        const [found, expected] = [run(kernels, problem), expectedOf(problem)]
        expect(distance(found.inputs, expected.inputs)).toBeLessThan(2e-5)
        expect(distance(found.outputs, expected.outputs)).toBeLessThan(2e-5)
      }),
      { numRuns: 15 },
    )
  })

  test('no groups change nothing', () => {
    const problem = { ...problemOf(1, 16, 1), starts: Int32Array.of(0), ids: new Int32Array() }
    expect(run(kernels, problem)).toEqual({ inputs: problem.inputs, outputs: problem.outputs })
  })
})

test('any number of threads gives the same bits', async () => {
  const problem = problemOf(7, 128, 200)
  const [one, three] = await Promise.all([1, 3].map((threads) => readyKernels({ build: 'relaxed', threads })))
  expect(run(one!, problem)).toEqual(run(three!, problem))
  one!.dispose()
  three!.dispose()
})
