import { parseConfig } from '@textgate/core'
import { expect, test } from 'vitest'
import { type EncoderFacts, encoderResult } from './encoder-result.ts'
import type { MeasuredTraining } from './measure-training.ts'

const facts = (over: Partial<EncoderFacts> = {}): EncoderFacts => ({
  name: 'gru',
  model: parseConfig({ model: { hiddenSize: 24 } }).model,
  lengths: Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  isTimed: false,
  ...over,
})

const training = (seed: number, right: number[], over: Partial<MeasuredTraining> = {}): MeasuredTraining => ({
  seed,
  right: Uint8Array.from(right),
  accuracy: right.reduce((sum, one) => sum + one, 0) / right.length,
  macroF1: 0.5,
  microF1: 0.25,
  epochs: 4,
  bestEpoch: 3,
  parameters: { total: 100, encoder: 10 },
  plannedEpochs: 6,
  seconds: 20,
  ended: 'patience',
  speed: { trainingSecondsPerEpoch: 2, predictedTextsPerSecond: 1000 },
  ...over,
})

const ODD = [1, 0, 1, 0, 1, 0, 1, 0]
const EVEN = ODD.map((one) => 1 - one)
const MOST = [1, 1, 1, 0, 1, 1, 1, 1]

test('figures are means of the seeds, times and speeds medians', () => {
  const result = encoderResult(
    [
      training(1, MOST, { macroF1: 0.9, epochs: 3, bestEpoch: 1 }),
      training(2, ODD, { microF1: 0.5, speed: { trainingSecondsPerEpoch: 90, predictedTextsPerSecond: 10 } }),
      training(3, EVEN, { epochs: 9, speed: { trainingSecondsPerEpoch: 3, predictedTextsPerSecond: 1200 } }),
    ],
    facts(),
  )
  expect(result.accuracy).toBeCloseTo((0.875 + 0.5 + 0.5) / 3, 12)
  expect(result.macroF1).toBeCloseTo((0.9 + 0.5 + 0.5) / 3, 12)
  expect(result.microF1).toBeCloseTo((0.25 + 0.5 + 0.25) / 3, 12)
  expect([result.epochs, result.bestEpoch]).toEqual([16 / 3, 7 / 3])
  expect(result.speed).toEqual({ trainingSecondsPerEpoch: 3, predictedTextsPerSecond: 1000 })
  expect(result.seeds?.map(({ seed, accuracy, epochs }) => [seed, accuracy, epochs])).toEqual([
    [1, 0.875, 3],
    [2, 0.5, 4],
    [3, 0.5, 9],
  ])
})

test('the interval is that of the mean: where every row is right with one seed of two, no resample differs', () => {
  const one = encoderResult([training(1, ODD)], facts())
  expect(one.accuracyInterval.high - one.accuracyInterval.low).toBeGreaterThan(0.3)
  const both = encoderResult([training(1, ODD), training(2, EVEN)], facts())
  expect(both.accuracyInterval).toEqual({ low: 0.5, high: 0.5 })
  expect(both.byLength.map(({ accuracy }) => accuracy)).toEqual(both.byLength.map(() => 0.5))
})

test('equal answers with every seed give the figures of one', () => {
  const { seeds, ...three } = encoderResult(
    [1, 2, 3].map((seed) => training(seed, MOST)),
    facts(),
  )
  expect(seeds).toHaveLength(3)
  expect(three).toEqual(encoderResult([training(1, MOST)], facts()))
})

test('what ended a training is told of each seed, where all encoders have the same time', () => {
  const trainings = [training(1, ODD, { ended: 'time', seconds: 30 }), training(2, ODD)]
  expect(encoderResult(trainings, facts()).time).toBeUndefined()
  expect(encoderResult(trainings, facts({ isTimed: true })).time).toEqual({
    plannedEpochs: 6,
    seconds: 25,
    ended: ['time', 'patience'],
  })
})

test('linear has no hidden size', () => {
  const { model } = parseConfig({ model: { encoder: 'linear' } })
  expect(encoderResult([training(1, ODD)], facts()).hiddenSize).toBe(24)
  expect(encoderResult([training(1, ODD)], facts({ model })).hiddenSize).toBeUndefined()
})
