import { expect, test } from 'vitest'
import { classWeights } from './class-weights.ts'
import { EARLY_STOPPING_START, earlyStopping, isStale } from './early-stopping.ts'
import { learningRateAt } from './learning-rate.ts'
import { updateNumbers } from './optimizer/optimizer.ts'

const rates = (decay: 'none' | 'linear' | 'cosine', warmup = 0.1) =>
  Array.from({ length: 100 }, (_, step) => learningRateAt(step, 100, { learningRate: 0.01, warmup, decay }))

test('the rate rises linearly over the warm-up to its peak', () => {
  rates('linear')
    .slice(0, 10)
    .forEach((rate, step) => {
      expect(rate).toBeCloseTo(0.001 * (step + 1), 12)
    })
})

test('without decay it stays, with decay it falls towards 0 and every step still learns', () => {
  expect(new Set(rates('none').slice(9))).toEqual(new Set([0.01]))
  for (const decay of ['linear', 'cosine'] as const) {
    const falling = rates(decay).slice(10)
    expect(falling[0]).toBe(0.01)
    expect(falling[45]).toBeCloseTo(0.005, 12)
    falling.forEach((rate, i) => {
      expect(rate).toBeGreaterThan(0)
      if (i > 0) expect(rate).toBeLessThan(falling[i - 1] as number)
    })
  }
})

test('no warm-up, only warm-up and a single step are fine', () => {
  expect(rates('linear', 0)[0]).toBe(0.01)
  expect(rates('none', 1)[99]).toBe(0.01)
  expect(learningRateAt(0, 1, { learningRate: 0.01, warmup: 0.05, decay: 'linear' })).toBe(0.01)
})

test('early stopping remembers the best epoch and counts what came after', () => {
  const values = [0.5, 0.7, 0.7, 0.6, 0.71]
  let state = EARLY_STOPPING_START
  const states = values.map((value, i) => {
    state = earlyStopping(state, { epoch: i + 1, value, metric: 'accuracy' })
    return state
  })
  expect(states.map(({ bestEpoch, waited }) => [bestEpoch, waited])).toEqual([
    [1, 0],
    [2, 0],
    [2, 1],
    [2, 2],
    [5, 0],
  ])
  expect(states.map((state) => isStale(state, 2))).toEqual([false, false, false, true, false])
  expect(states.some((state) => isStale(state, 0))).toBe(false)
})

test('a smaller loss is better', () => {
  const first = earlyStopping(EARLY_STOPPING_START, { epoch: 1, value: 0.5, metric: 'loss' })
  expect(earlyStopping(first, { epoch: 2, value: 0.4, metric: 'loss' }).bestEpoch).toBe(2)
  expect(earlyStopping(first, { epoch: 2, value: 0.6, metric: 'loss' }).bestEpoch).toBe(1)
})

test('balanced class weights make every label count the same', () => {
  const truth = Int32Array.of(0, 0, 0, 0, 0, 0, 1, 1, 2)
  const weights = classWeights('balanced', truth, ['a', 'b', 'c', 'never seen'])
  expect([...weights]).toEqual([9 / 24, 9 / 8, 9 / 4, 1])
  expect([...classWeights('none', truth, ['a', 'b', 'c'])]).toEqual([1, 1, 1])
  expect([...classWeights({ b: 3 }, truth, ['a', 'b', 'c'])]).toEqual([1, 3, 1])
})

test('a class weight for an unknown label is named', () => {
  expect(() => classWeights({ d: 2 }, Int32Array.of(0), ['a', 'toString'])).toThrow(
    /CONFIG_INVALID.*"d".*"a", "toString"/,
  )
  expect([...classWeights({}, Int32Array.of(0), ['a', 'toString'])]).toEqual([1, 1])
})

test('averaging starts short and reaches its decay', () => {
  const decay = (number: number) =>
    updateNumbers({ weightDecay: 0, clipNorm: 1, averageDecay: 0.99 }, { number, learningRate: 1 }, 1)
      .averageDecay
  expect(decay(1)).toBe(0.1)
  expect(decay(10_000)).toBe(0.99)
})
