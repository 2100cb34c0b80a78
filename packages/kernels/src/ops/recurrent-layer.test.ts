import { isTextgateError, randomGenerator } from '@textgate/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Kernels } from '../kernels.ts'
import { withBlocks } from '../memory/with-blocks.ts'
import { distance, floatsOf, integersOf, roomFor } from '../testing/blocks.ts'
import { KERNEL_SETS, readyKernels } from '../testing/kernel-sets.ts'
import {
  type PlainLayer,
  type PlainWeights,
  referenceStates,
  rowsAtStepOf,
} from '../testing/reference-recurrence.ts'
import { PackedRows } from './packed-rows.ts'
import { matrixAt } from './places.ts'
import { recurrentBackward } from './recurrent-backward.ts'
import { CELLS, type Cell } from './recurrent-cells.ts'
import { recurrentForward } from './recurrent-forward.ts'

/** States and gradients in the order x, then kernel, recurrent, bias and recurrentBias of each direction. */
interface Results {
  readonly states: number[][]
  readonly gradients: number[][]
}

const PARTS = ['kernel', 'recurrent', 'bias', 'recurrentBias'] as const

interface Case {
  readonly seed: string
  readonly cell: Cell
  readonly directions: number
  readonly lengths: readonly number[]
  readonly hidden: number
  readonly inputs: number
  /** Rows of x that positions share; 0: one for each position. */
  readonly distinct: number
}

const CASES: readonly Case[] = (['gru', 'lstm', 'rnn'] as const).flatMap((cell) => [
  { seed: 'a', cell, directions: 2, lengths: [5, 3, 3, 1, 0], hidden: 5, inputs: 3, distinct: 4 },
  { seed: 'b', cell, directions: 2, lengths: [4, 4, 2], hidden: 4, inputs: 7, distinct: 0 },
  { seed: 'c', cell, directions: 1, lengths: [1], hidden: 1, inputs: 1, distinct: 0 },
  {
    seed: 'd',
    cell,
    directions: 1,
    lengths: [2, ...Array(20).fill(1), 0, 0],
    hidden: 3,
    inputs: 2,
    distinct: 9,
  },
  { seed: 'e', cell, directions: 2, lengths: [0, 0], hidden: 3, inputs: 2, distinct: 0 },
])

/** A layer with random weights, and coefficients that make a loss of its states. */
function plainLayer({ seed, cell, directions, lengths, hidden, inputs, distinct }: Case) {
  const random = randomGenerator(seed)
  const normal = (size: number) => Array.from({ length: size }, () => random.normal())
  const positions = lengths.reduce((sum, steps) => sum + steps, 0)
  const width = CELLS[cell].gates * hidden
  const layer: PlainLayer = {
    cell,
    hidden,
    inputs,
    lengths,
    x: normal((distinct || positions) * inputs),
    index: Array.from({ length: positions }, (_, p) => (distinct ? random.integer(distinct) : p)),
    directions: Array.from({ length: directions }, (_, d) => ({
      reverse: d === 1,
      weights: {
        kernel: normal(inputs * width),
        recurrent: normal(hidden * width),
        bias: normal(width),
        recurrentBias: normal(width),
      },
    })),
  }
  const coefficients = layer.directions.map(() => normal(positions * hidden))
  return { layer, coefficients }
}

/** Gradients by central differences of the reference. */
function expectedResults({ layer, coefficients }: ReturnType<typeof plainLayer>): Results {
  const loss = () =>
    layer.directions.reduce(
      (sum, _, d) =>
        sum + referenceStates(layer, d).reduce((part, h, i) => part + h * coefficients[d]![i]!, 0),
      0,
    )
  const gradientOf = (values: number[]) =>
    values.map((value, i) => {
      const sides = [value + 1e-5, value - 1e-5].map((moved) => {
        values[i] = moved
        return loss()
      })
      values[i] = value
      return (sides[0]! - sides[1]!) / 2e-5
    })
  return {
    states: layer.directions.map((_, d) => referenceStates(layer, d)),
    gradients: [
      gradientOf(layer.x),
      ...layer.directions.flatMap(({ weights }) => PARTS.map((part) => gradientOf(weights[part]))),
    ],
  }
}

function computedResults(
  kernels: Kernels,
  { layer, coefficients }: ReturnType<typeof plainLayer>,
  isIndexed: boolean,
): Results {
  const { cell, hidden, inputs, lengths, x, index, directions } = layer
  const all = directions.length
  return withBlocks((keep) => {
    const put = (values: ArrayLike<number>) => keep(floatsOf(kernels, values))
    const putIntegers = (values: ArrayLike<number>) => keep(integersOf(kernels, values))
    const room = (length: number) => keep(roomFor(kernels, length))
    const placed = (weights: PlainWeights, place: (values: number[]) => { offset: number }) => ({
      kernel: place(weights.kernel),
      recurrent: place(weights.recurrent),
      bias: place(weights.bias),
      recurrentBias: place(weights.recurrentBias),
    })
    const packed = keep(new PackedRows(kernels.memory, rowsAtStepOf(lengths), lengths.length))
    const rows = x.length / inputs
    const byRow = Array.from({ length: rows }, (_, u) => [...index.keys()].filter((p) => index[p] === u))
    const starts = [0]
    for (const group of byRow) starts.push(starts.at(-1)! + group.length)
    const shared = {
      index: putIntegers(index),
      segments: { starts: putIntegers(starts), positions: putIntegers(byRow.flat()), segments: rows },
    }
    const states = room(packed.positions * all * hidden) // directions side by side
    const trace = recurrentForward(
      kernels,
      {
        cell,
        hidden,
        packed,
        input: { x: matrixAt(put(x), inputs), rows, inputs, ...(isIndexed ? shared : {}) },
        directions: directions.map(({ weights, reverse }, d) => ({
          weights: placed(weights, put),
          reverse,
          states: matrixAt(states, all * hidden, d * hidden),
        })),
      },
      true,
    )!
    const dx = room(x.length)
    const gradients = directions.map(({ weights }, d) => ({
      states: matrixAt(put(coefficients[d]!), hidden),
      weights: {
        kernel: room(weights.kernel.length),
        recurrent: room(weights.recurrent.length),
        bias: room(weights.bias.length),
        recurrentBias: room(weights.recurrentBias.length),
      },
    }))
    recurrentBackward(kernels, trace, { directions: gradients, x: matrixAt(dx, inputs) })
    const side = (d: number) => [...states.floats].filter((_, i) => Math.floor(i / hidden) % all === d)
    return {
      states: directions.map((_, d) => side(d)),
      gradients: [
        [...dx.floats],
        ...gradients.flatMap(({ weights }) => PARTS.map((part) => [...weights[part].floats])),
      ],
    }
  })
}

describe.each(KERNEL_SETS)('a recurrent layer on $build with $threads threads', (options) => {
  let kernels: Kernels
  beforeAll(async () => {
    kernels = await readyKernels(options)
  })
  afterAll(() => kernels.dispose())

  test.each(CASES)('$cell, $directions directions, lengths $lengths', (one) => {
    const plain = plainLayer(one)
    const expected = expectedResults(plain)
    const found = computedResults(kernels, plain, one.distinct > 0)
    for (const [i, states] of expected.states.entries()) {
      expect(distance(found.states[i]!, states)).toBeLessThan(5e-6)
    }
    for (const [i, gradient] of expected.gradients.entries()) {
      expect(distance(found.gradients[i]!, gradient)).toBeLessThan(1e-4)
    }
  })

  test('leaves no block behind', () => {
    const before = kernels.memory.blocks
    const plain = plainLayer(CASES[0]!)
    computedResults(kernels, plain, true)
    expect(kernels.memory.blocks).toBe(before)
  })
})

test.each(['simd', 'relaxed'] as const)('%s gives equal bits for any number of threads', async (build) => {
  const one = { seed: 'f', cell: 'gru', directions: 2, hidden: 37, inputs: 29, distinct: 300 } as const
  const lengths = Array.from({ length: 70 }, (_, row) => Math.max(0, 60 - row))
  const plain = plainLayer({ ...one, lengths })
  const answers: Results[] = []
  for (const threads of [1, 2, 3]) {
    const kernels = await readyKernels({ build, threads })
    answers.push(computedResults(kernels, plain, true))
    kernels.dispose()
  }
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
})

test('a trace that was used is refused, one that was not is freed once', async () => {
  const kernels = await readyKernels({ threads: 1 })
  withBlocks((keep) => {
    const packed = keep(new PackedRows(kernels.memory, Int32Array.of(), 2))
    const place = keep(kernels.memory.floats(9))
    const weights = { kernel: place, recurrent: place, bias: place, recurrentBias: place }
    const input = { x: matrixAt(place, 1), rows: 0, inputs: 1 }
    const directions = [{ weights, reverse: false, states: matrixAt(place, 1) }]
    const trace = recurrentForward(kernels, { cell: 'gru', hidden: 1, packed, input, directions }, true)!
    trace.free()
    trace.free()
    expect(trace.isFreed).toBe(true)
    try {
      recurrentBackward(kernels, trace, { directions: [{ states: matrixAt(place, 1), weights }] })
      expect.unreachable()
    } catch (error) {
      expect(isTextgateError(error, 'KERNEL_BLOCK_FREED')).toBe(true)
    }
  })
})
