import * as tf from '@tensorflow/tfjs'
import { type RandomGenerator, randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Cell, GATES } from '../kernels/cell.ts'
import type { CellWeights, SequenceKernel } from '../kernels/sequence-kernel.ts'
import { expectClose } from './expect-close.ts'
import { type PlainGru, referenceGru } from './reference-gru.ts'

const sizes = fc.record({
  length: fc.integer({ min: 1, max: 9 }),
  batch: fc.integer({ min: 1, max: 6 }),
  inputs: fc.integer({ min: 1, max: 9 }),
  hidden: fc.integer({ min: 1, max: 9 }),
  reverse: fc.boolean(),
  seed: fc.integer(),
})
type Sizes = typeof sizes extends fc.Arbitrary<infer T> ? T : never

/** The suite that each way to compute a cell's sequences must pass, on the backend that is current in the tests. */
export function sequenceKernelLaws(kernel: SequenceKernel, cell: Cell = 'gru'): void {
  const statesOf = (gru: PlainGru): number[][][] => statesBy(kernel, cell, gru)
  const gradientsOf = (gru: PlainGru, weighting: number[]): Record<Part, number[]> =>
    gradientsBy(kernel, cell, gru, weighting)
  const reference = (gru: PlainGru): number[][][] => referenceGru(gru, cell)
  const randomGru = (size: Sizes): PlainGru => randomSequence(size, GATES[cell])
  test('states equal the equations, number by number', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const gru = randomGru(size)
        expectClose(statesOf(gru).flat(2), reference(gru).flat(2), cell === 'gru' ? 2e-6 : 1e-5)
      }),
      { seed: 1, numRuns: 40 },
    )
  })

  test('gradients equal finite differences of the equations', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const gru = randomGru(size)
        const random = randomGenerator(`${size.seed}/loss`)
        const weighting = reference(gru)
          .flat(2)
          .map(() => random.normal())
        const gradients = gradientsOf(gru, weighting)
        for (const part of PARTS) {
          const direction = randomLike(gru[part], random)
          const epsilon = 1e-5
          const loss = (scale: number) =>
            dot(reference({ ...gru, [part]: moved(gru[part], direction, scale) }).flat(2), weighting)
          const expected = (loss(epsilon) - loss(-epsilon)) / (2 * epsilon)
          const actual = dot(gradients[part], flat(direction))
          expect(Math.abs(actual - expected), part).toBeLessThan(1e-4 * (1 + Math.abs(expected)))
        }
      }),
      { seed: 2, numRuns: 30 },
    )
  })

  test('inputs beyond the end of a row change nothing, to the bit', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const gru = randomGru(size)
        const random = randomGenerator(`${size.seed}/padding`)
        const x = gru.x.map((rows, t) =>
          rows.map((row, b) => (t < gru.lengths[b]! ? row : row.map(() => 5 * random.normal()))),
        )
        expect(statesOf({ ...gru, x })).toEqual(statesOf(gru))
      }),
      { seed: 3, numRuns: 30 },
    )
  })

  test('a row in a batch has the states of the same row alone, and an ended row keeps its state', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const gru = randomGru(size)
        const together = statesOf(gru)
        gru.lengths.forEach((real, b) => {
          const length = Math.max(1, real)
          const row = { ...gru, x: gru.x.slice(0, length).map((rows) => [rows[b]!]), lengths: [real] }
          const alone = statesOf(row)
          for (let t = 0; t < length; t++) expectClose(together[t]![b]!, alone[t]![0]!, 1e-6)
          const ended = size.reverse ? new Array(size.hidden).fill(0) : together[length - 1]![b]!
          for (let t = length; t < size.length; t++) expect(together[t]![b]).toEqual(ended)
        })
      }),
      { seed: 4, numRuns: 30 },
    )
  })

  test('keeps no tensors', () => {
    const gru = randomGru({ length: 5, batch: 3, inputs: 4, hidden: 2, reverse: true, seed: 5 })
    const weighting = reference(gru).flat(2)
    const before = tf.memory().numTensors
    for (let i = 0; i < 3; i++) {
      statesOf(gru)
      gradientsOf(gru, weighting)
    }
    expect(tf.memory().numTensors).toBe(before)
  })
}

const PARTS = ['x', 'kernel', 'recurrent', 'bias', 'recurrentBias'] as const
type Part = (typeof PARTS)[number]

/** A sequence and weights with normal numbers and a length of 0 to `length` for each row. */
function randomSequence({ length, batch, inputs, hidden, reverse, seed }: Sizes, gates: number): PlainGru {
  const random = randomGenerator(seed)
  const vector = (n: number) => Array.from({ length: n }, () => random.normal())
  const matrix = (rows: number, n: number) => Array.from({ length: rows }, () => vector(n))
  return {
    x: Array.from({ length }, () => matrix(batch, inputs)),
    lengths: Array.from({ length: batch }, () => random.integer(length + 1)),
    reverse,
    kernel: matrix(inputs, gates * hidden),
    recurrent: matrix(hidden, gates * hidden),
    bias: vector(gates * hidden),
    recurrentBias: vector(gates * hidden),
  }
}

function statesBy(kernel: SequenceKernel, cell: Cell, gru: PlainGru): number[][][] {
  const states = tf.tidy(() => run(kernel, cell, gru, tensorsOf(gru)))
  const values = states.arraySync()
  states.dispose()
  return values
}

function gradientsBy(
  kernel: SequenceKernel,
  cell: Cell,
  gru: PlainGru,
  weighting: number[],
): Record<Part, number[]> {
  return tf.tidy(() => {
    const loss = (...parts: tf.Tensor[]) => {
      const named = Object.fromEntries(PARTS.map((part, i) => [part, parts[i]!])) as Record<Part, tf.Tensor>
      const states = run(kernel, cell, gru, named)
      return tf.sum(tf.mul(states, tf.tensor(weighting, states.shape))) as tf.Scalar
    }
    const tensors = tensorsOf(gru)
    const gradients = tf.grads(loss)(PARTS.map((part) => tensors[part]))
    return Object.fromEntries(PARTS.map((part, i) => [part, Array.from(gradients[i]!.dataSync())])) as Record<
      Part,
      number[]
    >
  })
}

function tensorsOf(gru: PlainGru): Record<Part, tf.Tensor> {
  return {
    x: tf.tensor3d(gru.x),
    kernel: tf.tensor2d(gru.kernel),
    recurrent: tf.tensor2d(gru.recurrent),
    bias: tf.tensor1d(gru.bias),
    recurrentBias: tf.tensor1d(gru.recurrentBias),
  }
}

function run(
  kernel: SequenceKernel,
  cell: Cell,
  gru: PlainGru,
  { x, ...weights }: Record<Part, tf.Tensor>,
): tf.Tensor3D {
  const lengths = Int32Array.from(gru.lengths)
  return kernel.states(
    cell,
    { x: x as tf.Tensor3D, lengths, reverse: gru.reverse },
    weights as unknown as CellWeights,
  )
}

type Nested = number | Nested[]

function randomLike(shape: Nested, random: RandomGenerator): Nested {
  return Array.isArray(shape) ? shape.map((part) => randomLike(part, random)) : random.normal()
}

function moved(values: Nested, direction: Nested, scale: number): Nested {
  if (!Array.isArray(values)) return values + scale * (direction as number)
  return values.map((value, i) => moved(value, (direction as Nested[])[i]!, scale))
}

function flat(values: Nested): number[] {
  return Array.isArray(values) ? values.flatMap(flat) : [values]
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}
