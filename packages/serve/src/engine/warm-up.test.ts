import type { Batch } from '@textgate/core'
import { expect, test } from 'vitest'
import type { TextModel } from './text-model.ts'
import { measureFullRun, warmUp } from './warm-up.ts'

/** A model whose runs take some milliseconds, by their texts. */
function modelTaking(ms: (texts: number) => number, probability = 0.5): TextModel {
  const model: Pick<TextModel, 'predict' | 'tokensRead'> = {
    predict: async ({ size }: Batch) => {
      const end = performance.now() + ms(size)
      while (performance.now() < end);
      return new Float32Array(2 * size).fill(probability)
    },
    tokensRead: (length) => length,
  }
  return model as TextModel
}

test('a token costs what a run of a few texts takes', async () => {
  expect(await warmUp(modelTaking((texts) => 0.05 * texts))).toBeGreaterThanOrEqual(0.05 / 32)
})

test('a run is full with few texts where each costs the same, and with many where the run is what costs', async () => {
  const each = await measureFullRun(modelTaking((texts) => 0.05 * texts))
  expect(each.texts).toBe(4)
  const run = await measureFullRun(modelTaking(() => 0.5))
  expect(run.texts).toBe(32)
  expect(run.tokenMs).toBeLessThan(0.5 / 4 / 32)
})

test('runs of a slow model are not tried with many texts', async () => {
  const sizes = new Set<number>()
  const model = modelTaking((texts) => {
    sizes.add(texts)
    return 1.5 * texts
  })
  await measureFullRun(model)
  expect([...sizes]).toEqual([4])
})

test('a model is warm after runs of a few texts', async () => {
  const sizes = new Set<number>()
  await warmUp(modelTaking((texts) => sizes.add(texts).size))
  expect([...sizes]).toEqual([4])
})

test('what is no probability is found out', async () => {
  await expect(warmUp(modelTaking(() => 0, Number.NaN))).rejects.toMatchObject({ code: 'MODEL_FAILED' })
})
