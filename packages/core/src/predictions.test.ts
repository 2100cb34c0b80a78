import { expect, test } from 'vitest'
import { predictionsOf } from './predictions.ts'

const SINGLE = { head: 'single' } as const
const rows = new Float32Array([0.25, 0.5, 0.25, 0.125, 0.125, 0.75])

test('each row becomes the best label, its probability, and all labels from best to worst', () => {
  const predictions = predictionsOf(rows, ['a', 'b', 'c'], SINGLE)
  expect(predictions).toEqual([
    { label: 'b', probability: 0.5, probabilities: { b: 0.5, a: 0.25, c: 0.25 } },
    { label: 'c', probability: 0.75, probabilities: { c: 0.75, a: 0.125, b: 0.125 } },
  ])
  expect(Object.keys(predictions[0]?.probabilities ?? {})).toEqual(['b', 'a', 'c'])
})

test('top k keeps the best, and more than there are keeps all', () => {
  expect(predictionsOf(rows, ['a', 'b', 'c'], SINGLE, 1).map(({ probabilities }) => probabilities)).toEqual([
    { b: 0.5 },
    { c: 0.75 },
  ])
  expect(Object.keys(predictionsOf(rows, ['a', 'b', 'c'], SINGLE, 9)[0]?.probabilities ?? {})).toHaveLength(3)
})

test('of equal probabilities the first label wins, as it does in the model', () => {
  expect(predictionsOf(new Float32Array([0.5, 0.5]), ['first', 'second'], SINGLE)[0]?.label).toBe('first')
})

test('a label may have the name of a member that every object has', () => {
  const [prediction] = predictionsOf(new Float32Array([0.75, 0.25]), ['__proto__', 'constructor'], SINGLE)
  expect(Object.entries(prediction?.probabilities ?? {})).toEqual([
    ['__proto__', 0.75],
    ['constructor', 0.25],
  ])
})

test('head multi answers a list of labels, and its label is the first of them or null', () => {
  const rule = { head: 'multi', thresholds: [0.2, 0.9, 0.5] } as const
  const probabilities = new Float32Array([0.25, 0.5, 0.75, 0.125, 0.5, 0.25])
  expect(predictionsOf(probabilities, ['a', 'b', 'c'], rule, 1)).toEqual([
    { label: 'c', labels: ['c', 'a'], probability: 0.75, probabilities: { c: 0.75 } },
    { label: null, labels: [], probability: 0.5, probabilities: { b: 0.5 } },
  ])
})

test('where the most probable label does not reach its threshold, the best of those that do is the answer', () => {
  const rule = { head: 'multi', thresholds: [0.9, 0.1] } as const
  expect(predictionsOf(new Float32Array([0.75, 0.5]), ['a', 'b'], rule)[0]).toMatchObject({
    label: 'b',
    labels: ['b'],
    probability: 0.75,
  })
})

test('an unsure text has no label, so that a label called unknown is a label like any other', () => {
  const rule = { head: 'single', unknownBelow: 0.7 } as const
  const probabilities = new Float32Array([0.75, 0.25, 0.5, 0.5])
  expect(predictionsOf(probabilities, ['unknown', 'known'], rule)).toEqual([
    { label: 'unknown', probability: 0.75, probabilities: { unknown: 0.75, known: 0.25 } },
    { label: null, probability: 0.5, probabilities: { unknown: 0.5, known: 0.5 } },
  ])
})
