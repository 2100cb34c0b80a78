import type { Batch, ProbabilityModel } from '@textgate/core'
import { expect, test } from 'vitest'
import { occlusionEffects } from './occlusion-effects.ts'

/** Two labels; a token adds its id to the score of label 1, and the order counts a little. */
function scoreOf(ids: readonly number[]): number {
  return ids.reduce((score, id, at) => score + (id - 4) * (1 + 0.1 * at), 0)
}

function probabilityOf(ids: readonly number[], label: number): number {
  const one = 1 / (1 + Math.exp(-scoreOf(ids)))
  return label === 1 ? one : 1 - one
}

function additiveModel(): ProbabilityModel & { readonly tokens: number[] } {
  const tokens: number[] = []
  return {
    tokens,
    predict: async ({ ids, lengths, size, length }: Batch) => {
      tokens.push(size * length)
      return Float32Array.from(
        Array.from({ length: size }, (_, row) => {
          const own = [...ids.subarray(row * length, row * length + lengths[row]!)]
          return [probabilityOf(own, 0), probabilityOf(own, 1)]
        }).flat(),
      )
    },
  }
}

const IDS = Int32Array.of(5, 2, 4, 6, 3)
const RUNS = [
  { start: 0, end: 1 },
  { start: 1, end: 3 },
  { start: 3, end: 5 },
]

test.each([0, 1])(
  'an effect is the drop of the log-probability of label %d without the run',
  async (answer) => {
    const effects = await occlusionEffects(additiveModel(), IDS, { answer, classes: 2, runs: RUNS })
    RUNS.forEach(({ start, end }, run) => {
      const without = [...IDS].filter((_, at) => at < start || at >= end)
      const drop = Math.log(probabilityOf([...IDS], answer)) - Math.log(probabilityOf(without, answer))
      expect(effects[run]).toBeCloseTo(drop, 5)
    })
  },
)

test('the model reads no more tokens at once than allowed, and the effects stay the same', async () => {
  const [all, few] = [additiveModel(), additiveModel()]
  const options = { answer: 1, classes: 2, runs: RUNS }
  const effects = await occlusionEffects(all, IDS, options)
  expect(await occlusionEffects(few, IDS, { ...options, batchTokens: 10 })).toEqual(effects)
  expect(all.tokens).toEqual([20])
  expect(Math.max(...few.tokens)).toBeLessThanOrEqual(10)
})

test('a text without tokens has no effects, and one of a single token is compared with none', async () => {
  const options = { answer: 1, classes: 2 }
  expect(await occlusionEffects(additiveModel(), new Int32Array(0), { ...options, runs: [] })).toEqual(
    new Float64Array(0),
  )
  const runs = [{ start: 0, end: 1 }]
  const [effect] = await occlusionEffects(additiveModel(), Int32Array.of(6), { ...options, runs })
  expect(effect).toBeCloseTo(Math.log(probabilityOf([6], 1)) - Math.log(0.5), 5)
})
