import { randomGenerator } from '@textgate/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Kernels } from '../kernels.ts'
import { withBlocks } from '../memory/with-blocks.ts'
import { floatsOf, integersOf } from '../testing/blocks.ts'
import { KERNEL_SETS, readyKernels } from '../testing/kernel-sets.ts'
import { type AdamwNumbers, adamw } from './adamw.ts'
import { adamwCatchUp, CATCH_UP_NUMBERS } from './adamw-catch-up.ts'

const STATE = ['parameter', 'first', 'second', 'average'] as const
const ROWS = 40
const ROUNDS = 1200

describe.each(KERNEL_SETS)('AdamW that catches up on $build with $threads threads', (options) => {
  let kernels: Kernels
  beforeAll(async () => {
    kernels = await readyKernels(options)
  })
  afterAll(() => kernels.dispose())

  test.each([1, 3, 16, 21])(
    'rows of %i values have the bits of doing every step, after gaps of a thousand steps too',
    (width) => {
      withBlocks((keep) => {
        const random = randomGenerator(`catch up ${width}`)
        const state = () => {
          const values = Float32Array.from({ length: ROWS * width }, (_, i) => ((i * 37) % 101) / 50 - 1)
          const zeros = new Float32Array(ROWS * width)
          return Object.fromEntries(
            STATE.map((name) => [
              name,
              keep(floatsOf(kernels, name === 'first' || name === 'second' ? zeros : values)),
            ]),
          ) as Record<(typeof STATE)[number], ReturnType<typeof floatsOf>>
        }
        const eager = state()
        const lazy = state()
        const done = keep(integersOf(kernels, new Int32Array(ROWS)))
        const numbers = keep(floatsOf(kernels, new Float32Array(ROUNDS * CATCH_UP_NUMBERS)))
        const fixed = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
        const upTo = (step: number, ids: readonly number[]) => {
          const block = keep(integersOf(kernels, ids))
          adamwCatchUp(kernels, {
            ...{ ...lazy, ...fixed, width, ids: block, rows: ids.length, done, numbers, base: 1, step },
          })
        }
        for (let step = 1; step <= ROUNDS; step++) {
          // Row 0 is touched once in the beginning, the last row never.
          const touched = [...Array(ROWS - 2).keys()].map((i) => i + 1).filter(() => random.next() < 0.05)
          if (step === 3) touched.unshift(0)
          const own: AdamwNumbers = {
            ...{ ...fixed, clip: 0.5, stepSize: 0.01 * random.next(), secondScale: 1 + 1 / step },
            ...{ averageDecay: step / (9 + step) },
          }
          const kept = 1 - 0.001 * random.next()
          const rows = touched.map(() => Float32Array.from({ length: width }, () => random.normal()))
          const dense = new Float32Array(ROWS * width)
          touched.forEach((id, i) => {
            dense.set(rows[i]!, id * width)
          })
          withBlocks((keepShortly) => {
            const gradient = keepShortly(floatsOf(kernels, dense))
            adamw(kernels, [{ ...eager, gradient, keep: kept, count: ROWS * width }], own)
          })
          const line = [kept, own.stepSize, own.secondScale, own.averageDecay, 1 - own.averageDecay]
          numbers.floats.set(line, (step - 1) * CATCH_UP_NUMBERS)
          if (touched.length === 0) continue
          upTo(step - 1, touched)
          withBlocks((keepShortly) => {
            const compact = new Float32Array(touched.length * width)
            rows.forEach((row, i) => {
              compact.set(row, i * width)
            })
            const gradient = keepShortly(floatsOf(kernels, compact))
            const ids = keepShortly(integersOf(kernels, touched))
            const which = { ids, rows: touched.length, width, isCompact: true }
            adamw(kernels, [{ ...lazy, gradient, keep: kept, rows: which }], own)
          })
          for (const id of touched) done.integers[id] = step
        }
        upTo(ROUNDS, [...Array(ROWS).keys()])
        for (const name of STATE) expect(lazy[name].floats, name).toEqual(eager[name].floats)
        expect(Math.max(...eager.first.floats.subarray(0, width).map(Math.abs))).toBe(0)
      })
    },
  )
})
