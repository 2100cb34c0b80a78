import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Prediction } from '@textgate/core'
import fc from 'fast-check'
import { InferenceSession } from 'onnxruntime-node'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Classifier, type LoadClassifierOptions, loadClassifier } from './classifier.ts'
import { sampleBundle } from './test/sample-bundle.ts'
import { sampleTexts } from './test/sample-texts.ts'

const texts = sampleTexts(60)
let classifier: Classifier
let alone: Prediction[]

beforeAll(async () => {
  classifier = await loadClassifier(await sampleBundle())
  alone = []
  for (const text of texts) alone.push(...(await classifier.classify([text])))
})
afterEach(() => vi.restoreAllMocks())
afterAll(() => classifier.close())

/** Runs of the model from now on. */
function countRuns(): () => number {
  // A class, which its types do not say.
  const { prototype } = InferenceSession as unknown as { prototype: InferenceSession }
  const run = vi.spyOn(prototype, 'run')
  return () => run.mock.calls.length
}

describe('calls at the same time', () => {
  test('give each caller what it would get alone, whatever they ask and in which turn they come', async () => {
    const call = fc.record({
      chosen: fc.array(fc.nat(texts.length - 1), { maxLength: 40 }),
      turns: fc.nat(4),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 12 }), async (calls) => {
        const answers = await Promise.all(
          calls.map(async ({ chosen, turns }) => {
            for (let turn = 0; turn < turns; turn++) await nextTurn()
            return classifier.classify(chosen.map((i) => texts[i] as string))
          }),
        )
        for (const [at, { chosen }] of calls.entries()) {
          expect(answers[at]).toHaveLength(chosen.length)
          for (const [row, i] of chosen.entries())
            expectClose(answers[at]?.[row] as Prediction, alone[i] as Prediction)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('share runs of the model, and one that is alone has its own', async () => {
    const runs = countRuns()
    await classifier.classify(['where is my order'])
    expect(runs()).toBe(1)
    await Promise.all(Array.from({ length: 40 }, () => classifier.classify(['where is my order'])))
    expect(runs()).toBeLessThan(1 + 40 / 4)
  })

  test('take turns: a short call passes a long list that came before it', async () => {
    const runs = countRuns()
    const order: string[] = []
    const long = classifier.classify(sampleTexts(4000)).then(({ length }) => order.push(`list of ${length}`))
    while (runs() === 0) await nextTurn()
    await classifier.classify(['short']).then(() => order.push('short'))
    await long
    expect(order).toEqual(['short', 'list of 4000'])
  })
})

describe('a call that is wanted no more', () => {
  test('ends with the reason of its signal, what no run has taken is not computed, and others are answered', async () => {
    const runs = countRuns()
    const gone = new AbortController()
    const given = classifier.classify(sampleTexts(4000), { signal: gone.signal })
    const other = classifier.classify([texts[7] as string])
    while (runs() === 0) await nextTurn()
    gone.abort(new Error('the caller has gone'))
    await expect(given).rejects.toThrow('the caller has gone')
    expectClose((await other)[0] as Prediction, alone[7] as Prediction)
    const before = runs()
    await classifier.classify(['after'])
    expect(runs()).toBe(before + 1)
  })

  test('is not begun when its signal was aborted or its deadline had passed before', async () => {
    const runs = countRuns()
    const signal = AbortSignal.abort(new Error('too late'))
    await expect(classifier.classify(['a'], { signal })).rejects.toThrow('too late')
    const deadline = performance.now() - 1
    await expect(classifier.classify(['a'], { deadline })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    })
    expect(runs()).toBe(0)
    expect(await classifier.classify(['a'], { deadline: performance.now() + 60_000 })).toHaveLength(1)
  })

  test('may share its signal with many others without a warning', async () => {
    const warnings = vi.spyOn(process, 'emitWarning')
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 20 }, () => classifier.classify(['a'], { signal })))
    expect(warnings).not.toHaveBeenCalled()
  })

  test('must say so by a number', async () => {
    await expect(classifier.classify(['a'], { deadline: Number.NaN })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    })
  })
})

test('an option that there is not is refused, and the nearest one named', async () => {
  const options = { maxBatchs: 8 } as LoadClassifierOptions
  await expect(loadClassifier(await sampleBundle(), options)).rejects.toThrow(
    'CONFIG_INVALID: loadClassifier has no setting "maxBatchs"; perhaps maxBatch is meant; it has threads, maxBatch',
  )
})

function expectClose(actual: Prediction, expected: Prediction): void {
  expect(actual.label).toBe(expected.label)
  for (const [label, probability] of Object.entries(expected.probabilities))
    expect(Math.abs((actual.probabilities[label] as number) - probability)).toBeLessThan(1e-6)
}
