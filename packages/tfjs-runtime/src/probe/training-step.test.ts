import { describe, expect, test } from 'vitest'
import { PORTABLE_BACKENDS, tfOn } from '../testing/each-backend.ts'
import { isTrainingStepRight, referenceTrainingStep, trainingStep } from './training-step.ts'

test('the reference learns', () => {
  const { before, after } = referenceTrainingStep()
  expect(after).toBeLessThan(before)
})

test('losses that are off by more than float32 are called wrong', () => {
  const { before, after } = referenceTrainingStep()
  expect(isTrainingStepRight({ before, after })).toBe(true)
  expect(isTrainingStepRight({ before, after: after + 1e-4 })).toBe(false)
  expect(isTrainingStepRight({ before: Number.NaN, after })).toBe(false)
})

describe.each(PORTABLE_BACKENDS)('on %s', (backend) => {
  test('one training step of embedding and dense gives the losses of the reference', async () => {
    const losses = trainingStep(await tfOn(backend))
    const reference = referenceTrainingStep()
    expect(losses.before).toBeCloseTo(reference.before, 5)
    expect(losses.after).toBeCloseTo(reference.after, 5)
  })

  test('the same step gives the same bits and leaves nothing behind', async () => {
    const tf = await tfOn(backend)
    const first = trainingStep(tf)
    const tensors = tf.memory().numTensors
    expect(trainingStep(tf)).toEqual(first)
    expect(tf.memory().numTensors).toBe(tensors)
  })
})
