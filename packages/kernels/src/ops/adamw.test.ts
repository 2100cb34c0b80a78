import { randomGenerator } from '@textgate/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Kernels } from '../kernels.ts'
import { withBlocks } from '../memory/with-blocks.ts'
import { distance, floatsOf, integersOf } from '../testing/blocks.ts'
import { KERNEL_SETS, readyKernels } from '../testing/kernel-sets.ts'
import { type AdamwNumbers, adamw } from './adamw.ts'

const NUMBERS: AdamwNumbers = {
  ...{
    clip: 0.7,
    beta1: 0.9,
    beta2: 0.999,
    stepSize: 0.02,
    secondScale: 3,
    epsilon: 1e-7,
    averageDecay: 0.6,
  },
}

const STATE = ['parameter', 'first', 'second', 'average'] as const
type Plain = Record<(typeof STATE)[number], Float64Array>

/** AdamW in plain double precision on the values whose place `touches` names; the gradient of each by place. */
function plainAdamw(state: Plain, gradientAt: (place: number) => number | undefined, keep: number): Plain {
  const { clip, beta1, beta2, stepSize, secondScale, epsilon, averageDecay } = NUMBERS
  const next = Object.fromEntries(STATE.map((name) => [name, state[name].slice()])) as Plain
  for (const place of state.parameter.keys()) {
    const gradient = gradientAt(place)
    if (gradient === undefined) continue
    const g = gradient * clip
    const m = beta1 * state.first[place]! + (1 - beta1) * g
    const v = beta2 * state.second[place]! + (1 - beta2) * g * g
    const updated = state.parameter[place]! * keep - (stepSize * m) / (Math.sqrt(v) * secondScale + epsilon)
    next.first[place] = m
    next.second[place] = v
    next.parameter[place] = updated
    next.average[place] = averageDecay * state.average[place]! + (1 - averageDecay) * updated
  }
  return next
}

function randomState(name: string, size: number): Plain {
  const random = randomGenerator(name)
  const values = () => Float64Array.from(Float32Array.from({ length: size }, () => random.normal()))
  return { parameter: values(), first: values(), second: values().map((x) => x * x), average: values() }
}

const gradients = (name: string, size: number) => {
  const random = randomGenerator(name)
  return Float32Array.from({ length: size }, () => random.normal())
}

describe.each(KERNEL_SETS)('AdamW on $build with $threads threads', (options) => {
  let kernels: Kernels
  beforeAll(async () => {
    kernels = await readyKernels(options)
  })
  afterAll(() => kernels.dispose())

  const blocksOf = (state: Plain) =>
    Object.fromEntries(STATE.map((name) => [name, floatsOf(kernels, state[name])])) as Record<
      (typeof STATE)[number],
      ReturnType<typeof floatsOf>
    >

  test('updates several parameters in place by the formula, with averages and without', () => {
    withBlocks((keep) => {
      const sizes = [1, 7, 1024, 20_000]
      const states = sizes.map((count, i) => randomState(`p${i}`, count))
      const blocks = states.map(blocksOf)
      for (const set of blocks) for (const name of STATE) keep(set[name])
      const given = sizes.map((count, i) => gradients(`g${i}`, count))
      adamw(
        kernels,
        blocks.map((set, i) => ({
          ...set,
          average: i === 1 ? undefined : set.average,
          gradient: keep(floatsOf(kernels, given[i]!)),
          keep: 0.99,
          count: sizes[i]!,
        })),
        NUMBERS,
      )
      for (const [i, set] of blocks.entries()) {
        const expected = plainAdamw(states[i]!, (place) => given[i]![place], 0.99)
        for (const name of STATE) {
          const wanted = i === 1 && name === 'average' ? states[i]!.average : expected[name]
          expect(distance(set[name].floats, wanted)).toBeLessThan(1e-4)
        }
      }
    })
  })

  test.each([true, false])('updates the named rows of a table alone; compact gradient %s', (isCompact) => {
    withBlocks((keep) => {
      const [rows, width] = [50, 13]
      const ids = [3, 49, 0, 17]
      const state = randomState('rows', rows * width)
      const set = blocksOf(state)
      for (const name of STATE) keep(set[name])
      const given = gradients('rows', (isCompact ? ids.length : rows) * width)
      const places = keep(integersOf(kernels, ids))
      const gradient = keep(floatsOf(kernels, given))
      adamw(
        kernels,
        [{ ...set, gradient, keep: 1, rows: { ids: places, rows: ids.length, width, isCompact } }],
        NUMBERS,
      )
      const expected = plainAdamw(
        state,
        (place) => {
          const row = Math.floor(place / width)
          if (!ids.includes(row)) return undefined
          return isCompact ? given[ids.indexOf(row) * width + (place % width)] : given[place]
        },
        1,
      )
      for (const name of STATE) expect(distance(set[name].floats, expected[name])).toBeLessThan(1e-4)
    })
  })

  test('a whole table with the gradients of some rows gives the bits of the dense gradient', () => {
    withBlocks((keep) => {
      const [rows, width] = [60, 21]
      const rowOf = Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? row / 3 : -1))
      const given = gradients('table', 20 * width)
      const dense = Float32Array.from({ length: rows * width }, (_, place) => {
        const row = rowOf[Math.floor(place / width)]!
        return row < 0 ? 0 : given[row * width + (place % width)]!
      })
      const sets = [blocksOf(randomState('t', rows * width)), blocksOf(randomState('t', rows * width))]
      for (const set of sets) for (const name of STATE) keep(set[name])
      const [sparse, full] = sets
      const table = { rowOf: keep(integersOf(kernels, rowOf)), rows, width }
      adamw(kernels, [{ ...sparse!, gradient: keep(floatsOf(kernels, given)), keep: 0.999, table }], NUMBERS)
      adamw(
        kernels,
        [{ ...full!, gradient: keep(floatsOf(kernels, dense)), keep: 0.999, count: rows * width }],
        NUMBERS,
      )
      for (const name of STATE) expect([...sparse![name].integers]).toEqual([...full![name].integers])
    })
  })
})
