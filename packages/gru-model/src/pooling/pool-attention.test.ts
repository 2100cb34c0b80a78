import * as tf from '@tensorflow/tfjs'
import { parseModelConfig, randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { packing, positionsOfPadded } from '../packing.ts'
import { BACKENDS, useBackend } from '../testing/backends.ts'
import { expectClose } from '../testing/expect-close.ts'
import { pool } from './pool.ts'
import { type AttentionWeight, attentionOf } from './pool-attention.ts'
import { realSteps } from './real-steps.ts'

const cases = fc.record({
  lengths: fc
    .array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 })
    .filter((lengths) => lengths.some((steps) => steps > 0)),
  width: fc.integer({ min: 1, max: 5 }),
  size: fc.integer({ min: 1, max: 4 }),
  heads: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
})
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

/** States [rows][steps][width] and weights, all random. */
function drawn({ lengths, width, size, heads, seed }: Case) {
  const random = randomGenerator(seed)
  const normal = (count: number) => Array.from({ length: count }, () => 2 * random.normal())
  const rows = lengths.map((steps) => Array.from({ length: steps }, () => normal(width)))
  return { rows, kernel: normal(width * size), bias: normal(size), context: normal(size * heads) }
}

/** Attention [rows][heads][steps] and pooled vectors [rows][heads * width], straight from the equations. */
function plain({ width, size, heads }: Case, { rows, kernel, bias, context }: ReturnType<typeof drawn>) {
  const scoreOf = (state: number[], k: number) =>
    bias.reduce((score, b, i) => {
      const sum = state.reduce((total, value, j) => total + value * kernel[j * size + i]!, b)
      return score + Math.tanh(sum) * context[i * heads + k]!
    }, 0)
  const attention = rows.map((row) =>
    Array.from({ length: heads }, (_, k) => {
      const powers = row.map((state) => Math.exp(scoreOf(state, k)))
      const total = powers.reduce((sum, power) => sum + power, 0)
      return powers.map((power) => power / total)
    }),
  )
  const pooled = rows.map((row, b) =>
    attention[b]!.flatMap((shares) =>
      Array.from({ length: width }, (_, j) => shares.reduce((sum, share, t) => sum + share * row[t]![j]!, 0)),
    ),
  )
  return { attention, pooled }
}

/** Attention [rows][heads][length] and pooled vectors [rows][heads * width]. */
function computed({ lengths, width, size, heads }: Case, of: ReturnType<typeof drawn>) {
  const batch = packing(Int32Array.from(lengths))
  const packed: number[][] = []
  positionsOfPadded(batch).forEach((position, i) => {
    const [t, row] = [Math.floor(i / batch.size), i % batch.size]
    if (position >= 0) packed[position] = of.rows[row]![t]!
  })
  const config = parseModelConfig({ pooling: 'attention', attentionHeads: heads, attentionSize: size })
  return tf.tidy(() => {
    const weights: Record<string, tf.Tensor> = {
      'attention.kernel': tf.tensor2d(of.kernel, [width, size]),
      'attention.bias': tf.tensor1d(of.bias),
      'attention.context': tf.tensor2d(of.context, [size, heads]),
    }
    const weight: AttentionWeight = (name) => weights[name] as never
    const states = tf.tensor2d(packed)
    const steps = realSteps(Int32Array.from(lengths), batch.length)
    return {
      attention: attentionOf(batch, states, steps, weight).arraySync(),
      pooled: pool({ config, batch, width, hidden: width }, states, weight).arraySync(),
    }
  })
}

describe.each(BACKENDS)('attention on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  test('is 0 on padding, sums to 1 over the real steps of a row, and pools as plain loops do', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const of = drawn(one)
        const [expected, { attention, pooled }] = [plain(one, of), computed(one, of)]
        expectClose(pooled.flat(), expected.pooled.flat(), 1e-5)
        const length = Math.max(...one.lengths)
        for (const [b, heads] of attention.entries()) {
          for (const [k, found] of heads.entries()) {
            const padding = new Array(length - one.lengths[b]!).fill(0)
            expectClose(found, [...expected.attention[b]![k]!, ...padding], 1e-6)
            expect(found.slice(one.lengths[b])).toEqual(padding)
            if (one.lengths[b] === 0) continue
            expect(found.reduce((total, share) => total + share, 0)).toBeCloseTo(1, 5)
          }
        }
      }),
      { seed: 3, numRuns: 25 },
    )
  })
})
