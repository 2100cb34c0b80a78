import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { encodeSafetensors, parseTrainingConfig, randomGenerator } from '@textgate/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tinyExamples, tinyModel } from '../test/tiny-model.mjs'
import { joinExamples, selectExamples } from './encoded-examples.ts'
import { readVariables } from './read-variables.ts'
import { packRowLabels } from './row-labels.ts'
import { bagModel } from './testing/bag-model.ts'
import { train } from './train.ts'
import type { TrainOptions } from './train-options.ts'
import type { TrainingEvent, TrainingResult } from './training-event.ts'

const root = mkdtempSync(join(tmpdir(), 'textgate-refit-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
beforeAll(async () => {
  await tf.setBackend('cpu')
  await tf.ready()
})

const SHAPE = { vocabularySize: 100, classes: 3 }
const random = randomGenerator('refit')
const examples = tinyExamples({ rows: 300, ...SHAPE, random })
const dev = tinyExamples({ rows: 150, ...SHAPE, random })
const labels = ['a', 'b', 'c']
const SETTINGS = { epochs: 4, batchSize: 16, learningRate: 0.01, patience: 0, averageDecay: 0.9 }

async function run(config: object, options: Partial<TrainOptions> = {}) {
  const model = bagModel(SHAPE)
  const events: TrainingEvent[] = []
  for await (const event of train({
    ...{ model, train: examples, dev, labels },
    config: parseTrainingConfig({ ...SETTINGS, ...config }),
    ...options,
  })) {
    events.push(event)
  }
  const last = events.at(-1)
  if (last?.type !== 'done') throw new Error('the last event is not done')
  const bytes = Buffer.from(encodeSafetensors(await readVariables(model.variables))).toString('base64')
  return { model, events, result: last.result, bytes }
}

/** What all margins are multiplied by. */
function slopeOf({ linearChoices }: TrainingResult): number {
  const { slopes, offsets } = (linearChoices as NonNullable<typeof linearChoices>).scale
  const [slope, ...others] = slopes as [number, ...number[]]
  expect([...others, ...offsets]).toEqual([slope, slope, 0, 0, 0])
  return slope
}

const evaluations = (events: readonly TrainingEvent[]) => events.filter(({ type }) => type === 'evaluation')

test('the second run sees every row of both parts, for the epochs that were best, and dev figures are of the first', async () => {
  const [once, twice] = [await run({}), await run({ refit: true })]
  const { refit, ...rest } = twice.result
  expect(rest).toEqual(once.result)
  const { bestEpoch } = once.result
  expect(refit).toEqual({ rows: 450, epochs: bestEpoch, steps: bestEpoch * Math.ceil(450 / 16) })
  const again = twice.events.findIndex(({ type }) => type === 'refit')
  expect(evaluations(twice.events.slice(0, again))).toEqual(evaluations(once.events))
  expect(evaluations(twice.events.slice(again))).toEqual([])
  expect(twice.bytes).not.toBe(once.bytes)
})

// Without dev, priors are not chosen.
const BOTH_PRIORS = ['none', 'naive-bayes'] as const

test.each(BOTH_PRIORS)(
  'the second run is a training on both parts that is scaled as dev settled in the first, with priors %s',
  async (ngramPriors) => {
    // Some labels are wrong, so that dev finds another factor for margins than a run without dev takes.
    const noisy = {
      ...dev,
      labels: dev.labels.map((label, row) => (row % 4 === 0 ? (label + 1) % 3 : label)),
    }
    // Without decay and warm-up a schedule that is cut off is one of fewer epochs.
    const flat = { decay: 'none', warmup: 0, ngramPriors } as const
    const cut = await run({ ...flat, refit: true }, { dev: noisy })
    const { bestEpoch, branchFactors, calibration } = cut.result
    const plain = await run(
      { ...flat, epochs: bestEpoch },
      { train: joinExamples(examples, noisy), dev: undefined as never },
    )
    const [encoder, linear] = branchFactors as [number, number]
    const asOnDev = slopeOf(cut.result) / slopeOf(plain.result)
    plain.model.scaleBranches?.([encoder, linear * asOnDev])
    plain.model.scaleLogits?.(1 / (calibration?.temperature as number))
    for (const [name, { data }] of await readVariables(plain.model.variables)) {
      const found = cut.model.variables.get(name)?.dataSync() as Float32Array
      expect(Array.from(found), name).toEqual(Array.from(data, (value) => expect.closeTo(value, 5)))
    }
    expect(bestEpoch).toBeGreaterThan(0)
    expect(branchFactors).toHaveLength(2)
    expect(Math.abs(asOnDev - 1)).toBeGreaterThan(0.1)
    expect(calibration?.temperature).not.toBe(1)
  },
)

test.each(BOTH_PRIORS)(
  'n-grams alone are trained again on every row of both parts, scaled as dev settled, and nothing else moves, with priors %s',
  async (ngramPriors) => {
    const [once, again] = [await run({ ngramPriors }), await run({ ngramPriors, refit: 'ngrams' })]
    const { refit, ...rest } = again.result
    expect(rest).toEqual(once.result)
    expect(refit).toEqual({ rows: 450, epochs: 0, steps: 0 })
    const { dev: _, ...both } = { dev, train: joinExamples(examples, dev) }
    const plain = await run({ ngramPriors }, { ...both, dev: undefined as never })
    const { branchFactors, calibration } = once.result
    const scale =
      (slopeOf(once.result) * (branchFactors?.[1] as number)) /
      ((calibration?.temperature as number) * slopeOf(plain.result))
    for (const [name, { data }] of await readVariables(again.model.variables)) {
      const [before, whole] = [once, plain].map(({ model }) =>
        Array.from(model.variables.get(name)?.dataSync() as Float32Array),
      ) as [number[], number[]]
      const isLinear = name.startsWith('bag.')
      const expected = isLinear ? whole.map((value) => expect.closeTo(scale * value, 5)) : before
      expect(Array.from(data), name).toEqual(expected)
      if (isLinear) expect(Array.from(data), name).not.toEqual(before)
    }
  },
)

test('the second run has the priors that were chosen in the first', async () => {
  const { linearChoices } = (await run({})).result
  const { priors } = linearChoices as NonNullable<typeof linearChoices>
  for (const refit of ['ngrams', true]) {
    const [auto, same] = [await run({ refit }), await run({ refit, ngramPriors: priors })]
    expect(auto.bytes).toBe(same.bytes)
    const other = await run({ refit, ngramPriors: BOTH_PRIORS.find((name) => name !== priors) })
    expect(other.bytes).not.toBe(auto.bytes)
  }
})

test('auto learns from no dev part: only the caller knows whether it may', async () => {
  const [none, auto] = [await run({ refit: false }), await run({ refit: 'auto' })]
  expect(auto.bytes).toBe(none.bytes)
  expect(auto.result).toEqual(none.result)
})

test('a model without n-grams is left as it is where they were to be trained again', async () => {
  const model = { model: tinyModel(SHAPE) }
  const again = await run({ refit: 'ngrams' }, model)
  expect(again.result.refit).toBeUndefined()
  expect(again.events.map(({ type }) => type)).not.toContain('refit')
})

test('a run that was stopped while the n-grams were trained again ends with the same bytes when it goes on', async () => {
  const checkpointFolder = join(root, 'ngrams')
  const whole = await run({ refit: 'ngrams' })
  const controller = new AbortController()
  const options = { train: examples, dev, labels, checkpointFolder, signal: controller.signal }
  const config = parseTrainingConfig({ ...SETTINGS, refit: 'ngrams' })
  let last: TrainingEvent | undefined
  for await (const event of train({ model: bagModel(SHAPE), ...options, config })) {
    if (event.type === 'refit') controller.abort()
    last = event
  }
  expect(last).toMatchObject({ type: 'done', result: { reason: 'aborted' } })
  const resumed = await run({ refit: 'ngrams' }, { checkpointFolder, resume: true })
  expect(resumed.bytes).toBe(whole.bytes)
  expect(resumed.result).toEqual(whole.result)
})

test.each(['first', 'second'])(
  'a run that was stopped in its %s half and resumed ends with the same bytes',
  async (half) => {
    const checkpointFolder = join(root, half)
    const whole = await run({ refit: true })
    const controller = new AbortController()
    const model = bagModel(SHAPE)
    const options = { train: examples, dev, labels, checkpointFolder, signal: controller.signal }
    const config = parseTrainingConfig({ ...SETTINGS, refit: true })
    let isSecond = false
    let reason: string | undefined
    for await (const event of train({ model, ...options, config })) {
      if (event.type === 'refit') isSecond = true
      if (event.type === 'epoch' && isSecond === (half === 'second')) controller.abort()
      if (event.type === 'done') reason = event.result.reason
    }
    expect(reason).toBe('aborted')
    const resumed = await run({ refit: true }, { checkpointFolder, resume: true })
    expect(resumed.bytes).toBe(whole.bytes)
    expect(resumed.result).toEqual(whole.result)
  },
)

test('a new run is not resumed from the second half of an older one', async () => {
  const checkpointFolder = join(root, 'older')
  await run({ refit: true, seed: 7 }, { checkpointFolder })
  expect(existsSync(join(checkpointFolder, 'refit'))).toBe(true)
  const controller = new AbortController()
  controller.abort()
  await run({ refit: true }, { checkpointFolder, signal: controller.signal })
  const resumed = await run({ refit: true }, { checkpointFolder, resume: true })
  expect(resumed.bytes).toBe((await run({ refit: true })).bytes)
})

test('joined parts have the rows of both in their order, with lists of labels too', () => {
  const joined = joinExamples(examples, dev)
  expect(selectExamples(joined, [0, 299])).toEqual(selectExamples(examples, [0, 299]))
  expect(selectExamples(joined, [300, 449])).toEqual(selectExamples(dev, [0, 149]))
  const lists = (part: typeof examples, rows: number[][]) => ({
    ...selectExamples(part, [0, 1]),
    ...packRowLabels(rows),
  })
  const both = joinExamples(lists(examples, [[0, 2], []]), lists(dev, [[1], [0, 1]]))
  expect(Array.from(both.labels)).toEqual([0, 2, 1, 0, 1])
  expect(Array.from(both.labelOffsets as Int32Array)).toEqual([0, 2, 2, 3, 5])
})
