import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Kernels } from '../kernels.ts'
import { withBlocks } from '../memory/with-blocks.ts'
import { distance, floatsOf, roomFor } from '../testing/blocks.ts'
import { KERNEL_SETS, readyKernels } from '../testing/kernel-sets.ts'
import { positionsOf } from '../testing/positions-of.ts'
import { type PlainAttention, referenceAttention } from '../testing/reference-attention.ts'
import { rowsAtStepOf } from '../testing/reference-recurrence.ts'
import { PackedRows } from './packed-rows.ts'
import { matrixAt } from './places.ts'
import { poolAttention, poolAttentionBackward } from './pool-attention.ts'

const WEIGHTS = ['kernel', 'bias', 'context'] as const

const cases = fc.record({
  lengths: fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 })
    .map((lengths) => lengths.sort((a, b) => b - a)),
  width: fc.integer({ min: 1, max: 21 }),
  size: fc.integer({ min: 1, max: 13 }),
  heads: fc.integer({ min: 1, max: 16 }),
  seed: fc.integer(),
})
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

interface Results {
  readonly pooled: number[]
  readonly attention: number[]
  /** Of the states, the kernel, the bias and the context. */
  readonly gradients: number[][]
}

function plainAttention({ lengths, width, size, heads, seed }: Case, scale = 1) {
  const random = randomGenerator(seed)
  const normal = (length: number, deviation = 1) =>
    Array.from({ length }, () => Math.fround(deviation * random.normal()))
  const positions = lengths.reduce((sum, steps) => sum + steps, 0)
  const plain: PlainAttention = {
    ...{ lengths, width, size, heads },
    states: normal(positions * width),
    kernel: normal(width * size, 0.5),
    bias: normal(size),
    context: normal(size * heads, scale),
  }
  return { plain, dOut: normal(lengths.length * heads * width) }
}

/** Columns left alone beside the states, the pooled vectors and their gradients. */
const GAP = 3

function computed(
  kernels: Kernels,
  { plain, dOut }: ReturnType<typeof plainAttention>,
  given?: readonly number[],
): Results {
  const { lengths, width, size, heads, states, kernel, bias, context } = plain
  return withBlocks((keep) => {
    const put = (values: ArrayLike<number>) => keep(floatsOf(kernels, values))
    const room = (length: number) => keep(roomFor(kernels, length))
    const packed = keep(new PackedRows(kernels.memory, rowsAtStepOf(lengths), lengths.length))
    const [stride, outStride] = [width + GAP, heads * width + GAP]
    const weights = { kernel: put(kernel), bias: put(bias), context: put(context) }
    const pooling = { packed, width, size, heads, weights }
    const read = matrixAt(put(spread(states, width, stride)), stride, 1)
    const out = room(lengths.length * outStride)
    const trace = { hidden: room(packed.positions * size), attention: room(packed.positions * heads) }
    poolAttention(kernels, pooling, read, matrixAt(out, outStride, 1), trace)
    const dStates = given ? put(spread(given, width, stride)) : room(packed.positions * stride)
    const d = { kernel: room(kernel.length), bias: room(bias.length), context: room(context.length) }
    const dRead = matrixAt(put(spread(dOut, heads * width, outStride)), outStride, 1)
    const into = { states: matrixAt(dStates, stride, 1), weights: d }
    poolAttentionBackward(kernels, pooling, read, trace, dRead, into, given !== undefined)
    return {
      pooled: gathered(out.floats, heads * width, outStride),
      attention: [...trace.attention.floats],
      gradients: [gathered(dStates.floats, width, stride), ...WEIGHTS.map((name) => [...d[name].floats])],
    }
  })
}

/** Rows with a gap of NaN around them, one column of it before. */
function spread(values: readonly number[], width: number, stride: number): Float32Array {
  const rows = new Float32Array((values.length / width) * stride).fill(Number.NaN)
  for (const [i, value] of values.entries()) rows[Math.floor(i / width) * stride + 1 + (i % width)] = value
  return rows
}

/** The reverse of `spread`; fails where something was written into the gaps. */
function gathered(values: Float32Array, width: number, stride: number): number[] {
  const isGap = (i: number) => i % stride < 1 || i % stride > width
  expect([...values].filter((value, i) => isGap(i) && !Number.isNaN(value))).toEqual([])
  return [...values].filter((_, i) => !isGap(i))
}

/** Gradients by central differences of the reference. */
function expectedGradients({ plain, dOut }: ReturnType<typeof plainAttention>): number[][] {
  const loss = () => referenceAttention(plain).pooled.reduce((sum, value, i) => sum + value * dOut[i]!, 0)
  return (['states', ...WEIGHTS] as const).map((name) =>
    plain[name].map((value, i) => {
      const [above, below] = [value + 1e-5, value - 1e-5].map((moved) => {
        plain[name][i] = moved
        return loss()
      })
      plain[name][i] = value
      return (above! - below!) / 2e-5
    }),
  )
}

describe.each(KERNEL_SETS)('attention on $build with $threads threads', (options) => {
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

  test('pools as plain loops do, empty rows to zeros, and touches nothing beside', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const made = plainAttention(one)
        const expected = referenceAttention(made.plain)
        const found = computed(kernels, made)
        expect(distance(found.pooled, expected.pooled)).toBeLessThan(1e-5)
        expect(distance(found.attention, expected.attention)).toBeLessThan(2e-6)
      }),
      { numRuns: 40 },
    )
  })

  test('weights of a row and head sum to 1, scores far apart included', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(0, 1, 30, 1000), (one, scale) => {
        const { attention } = computed(kernels, plainAttention(one, scale))
        for (const positions of positionsOf(one.lengths).filter(({ length }) => length > 0)) {
          for (let k = 0; k < one.heads; k++) {
            const sum = positions.reduce((total, p) => total + attention[p * one.heads + k]!, 0)
            expect(sum).toBeCloseTo(1, 5)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  test('has the gradients of finite differences', () => {
    const small = cases.map((one) => ({
      ...one,
      lengths: one.lengths.slice(0, 4),
      width: 1 + (one.width % 6),
      size: 1 + (one.size % 5),
      heads: 1 + (one.heads % 5),
    }))
    fc.assert(
      fc.property(small, (one) => {
        const made = plainAttention(one)
        const expected = expectedGradients(made)
        const { gradients } = computed(kernels, made)
        for (const [i, gradient] of expected.entries()) {
          expect(distance(gradients[i]!, gradient)).toBeLessThan(1e-4)
        }
      }),
      { numRuns: 25 },
    )
  })

  test('adds the gradient of the states to what another pooling left', () => {
    const one = { lengths: [7, 4, 4, 0], width: 6, size: 5, heads: 3, seed: 1 }
    const made = plainAttention(one)
    const given = made.plain.states.map((_, i) => (i % 7) - 3)
    const [alone, added] = [computed(kernels, made), computed(kernels, made, given)]
    const sum = alone.gradients[0]!.map((value, i) => value + given[i]!)
    expect(distance(added.gradients[0]!, sum)).toBeLessThan(1e-6)
    expect(added.gradients.slice(1)).toEqual(alone.gradients.slice(1))
  })

  test('keeps its digits over tens of thousands of steps', () => {
    const one = { lengths: [30_001, 513, 512, 3, 0], width: 5, size: 1, heads: 2, seed: 4 }
    const made = plainAttention(one)
    const { states } = made.plain
    for (let i = 0; i < states.length; i++) states[i] = Math.fround(0.3 + 0.1 * (i % one.width))
    // Equal states have equal weights, and their mean is each of them.
    const { pooled } = computed(kernels, made)
    const vector = states.slice(0, one.width)
    const expected = one.lengths.flatMap((length) => [...vector, ...vector].map((v) => (length > 0 ? v : 0)))
    expect(distance(pooled, expected)).toBeLessThan(5e-6)
  })

  test('a score that is no number shows in its row and in no other', () => {
    const made = plainAttention({ lengths: [3, 2], width: 2, size: 2, heads: 1, seed: 1 })
    made.plain.states[2] = Number.NaN // row 1 at step 0
    const { pooled } = computed(kernels, made)
    expect(pooled.map(Number.isNaN)).toEqual([false, false, true, true])
  })
})

test.each(['simd', 'relaxed'] as const)('%s gives equal bits for any number of threads', async (build) => {
  const lengths = Array.from({ length: 70 }, (_, row) => Math.max(0, 60 - row))
  const made = plainAttention({ lengths, width: 75, size: 33, heads: 5, seed: 3 })
  const answers: Results[] = []
  for (const threads of [1, 2, 3]) {
    const kernels = await readyKernels({ build, threads })
    answers.push(computed(kernels, made))
    kernels.dispose()
  }
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
})
