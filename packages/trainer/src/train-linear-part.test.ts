import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { encodeSafetensors, parseTrainingConfig, randomGenerator } from '@textgate/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tinyExamples } from '../test/tiny-model.mjs'
import { branchLogits } from './calibration/branch-logits.ts'
import { mixLogits } from './calibration/fit-factors.ts'
import { negativeLogLikelihood } from './calibration/negative-log-likelihood.ts'
import { evaluate } from './evaluate.ts'
import { probabilityModel } from './probability-model.ts'
import { readVariables } from './read-variables.ts'
import { bagModel } from './testing/bag-model.ts'
import { train } from './train.ts'
import type { TrainOptions } from './train-options.ts'
import type { TrainingEvent } from './training-event.ts'

const root = mkdtempSync(join(tmpdir(), 'textgate-linear-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
beforeAll(async () => {
  await tf.setBackend('cpu')
  await tf.ready()
})

const SHAPE = { vocabularySize: 100, classes: 3 }
const random = randomGenerator('linear')
const examples = tinyExamples({ rows: 300, ...SHAPE, random })
const dev = tinyExamples({ rows: 150, ...SHAPE, random })
const labels = ['a', 'b', 'c']

async function run(model: ReturnType<typeof bagModel>, options: Partial<TrainOptions> = {}, config = {}) {
  const events: TrainingEvent[] = []
  const settings = { epochs: 3, batchSize: 16, learningRate: 0.01, patience: 0, ...config }
  for await (const event of train({
    ...{ model, train: examples, dev, labels },
    config: parseTrainingConfig(settings),
    ...options,
  })) {
    events.push(event)
  }
  const last = events.at(-1)
  if (last?.type !== 'done') throw new Error('the last event is not done')
  return { model, events, result: last.result }
}

const kernelOf = (model: ReturnType<typeof bagModel>): number[] =>
  Array.from(model.linear()?.kernel.dataSync() ?? [])

const bytesOf = async (model: ReturnType<typeof bagModel>): Promise<string> =>
  Buffer.from(encodeSafetensors(await readVariables(model.variables))).toString('base64')

test('the linear part is trained once, and no step moves it', async () => {
  const [short, long] = [await run(bagModel(SHAPE), {}, { epochs: 1 }), await run(bagModel(SHAPE))]
  const [one, other] = [kernelOf(short.model), kernelOf(long.model)]
  const factor = Math.max(...other) / Math.max(...one)
  one.forEach((value, i) => {
    expect(other[i]).toBeCloseTo(factor * value, 4)
  })
  expect(Math.max(...one)).toBeGreaterThan(0)
})

test('early stopping watches the other part alone, and the result is what the whole model then scores', async () => {
  const { model, events, result } = await run(bagModel(SHAPE))
  const watched = events.flatMap((event) => (event.type === 'evaluation' ? [event.metrics.accuracy] : []))
  expect(result.bestEpoch).toBe(watched.indexOf(Math.max(...watched)) + 1)
  expect(await evaluate(probabilityModel(model), dev, labels)).toEqual(result.metrics)
})

test('the parts are weighed so that dev is at least as likely as by either alone, or by their mean', async () => {
  const { model } = await run(bagModel(SHAPE))
  const parts = await branchLogits(model, dev, 3)
  expect(parts).toHaveLength(2)
  const lossOf = negativeLogLikelihood('single', dev, 3)
  // Calibrated: no factor of all logits does better, so parts are compared at their best ones too.
  const leastAt = (factors: number[]): number =>
    Math.min(
      ...Array.from(
        { length: 400 },
        (_, i) =>
          lossOf(
            mixLogits(
              parts,
              factors.map((factor) => factor * 1.02 ** (i - 200)),
            ),
          ).loss,
      ),
    )
  const own = lossOf(mixLogits(parts, [0.5, 0.5])).loss
  for (const factors of [
    [1, 0],
    [0, 1],
    [0.7, 0.3],
    [0.3, 0.7],
  ]) {
    expect(own).toBeLessThanOrEqual(leastAt(factors) + 1e-3)
  }
})

test('a model that is its linear part alone is trained without a step, in one epoch', async () => {
  const { model, events, result } = await run(bagModel(SHAPE, { alone: true }))
  expect(result).toMatchObject({ reason: 'epochs', epochs: 1, steps: 0, bestEpoch: 1 })
  expect(result.metrics?.accuracy).toBeGreaterThan(0.7)
  expect(result.history?.[0]?.trainingLoss).toBeLessThan(Math.log(3))
  expect(await evaluate(probabilityModel(model), dev, labels)).toEqual(result.metrics)
  const types = events.map(({ type }) => type).filter((type) => type !== 'linear')
  expect(types).toEqual(['start', 'epoch', 'evaluation', 'stopped', 'done'])
})

test('without a dev part the margins still become scores of the usual size', async () => {
  const { dev: _, ...parts } = { dev, train: examples }
  const model = bagModel(SHAPE, { alone: true })
  for await (const _event of train({ model, ...parts, labels, config: parseTrainingConfig({}) })) {
    // To the end.
  }
  const { accuracy, loss } = await evaluate(probabilityModel(model), examples, labels)
  expect(accuracy).toBeGreaterThan(0.9)
  expect(loss).toBeLessThan(0.6)
})

test('a run that was stopped and goes on gives the bytes of one that was not', async () => {
  const whole = await run(bagModel(SHAPE))
  const checkpointFolder = join(root, 'run')
  const stop = new AbortController()
  const model = bagModel(SHAPE)
  for await (const event of train({
    ...{ model, train: examples, dev, labels, checkpointFolder, signal: stop.signal },
    config: parseTrainingConfig({ epochs: 3, batchSize: 16, learningRate: 0.01, patience: 0 }),
  })) {
    if (event.type === 'evaluation') stop.abort()
  }
  const resumed = await run(bagModel(SHAPE), { checkpointFolder, resume: true })
  expect(await bytesOf(resumed.model)).toBe(await bytesOf(whole.model))
})

test('a run that ended before its result was kept gives it when it goes on', async () => {
  const checkpointFolder = join(root, 'ended')
  const first = await run(bagModel(SHAPE), { checkpointFolder })
  const again = await run(bagModel(SHAPE), { checkpointFolder, resume: true })
  expect(again.result).toEqual(first.result)
  expect(await bytesOf(again.model)).toBe(await bytesOf(first.model))
})

test('an abort while the linear part is trained ends the run without a result', async () => {
  const stop = new AbortController()
  const events: string[] = []
  for await (const event of train({
    ...{ model: bagModel(SHAPE), train: examples, dev, labels, signal: stop.signal },
    config: parseTrainingConfig({ epochs: 3 }),
  })) {
    events.push(event.type)
    if (event.type === 'linear') stop.abort()
    if (event.type === 'done') expect(event.result).toMatchObject({ reason: 'aborted', bestEpoch: 0 })
  }
  expect(events.filter((type) => type !== 'linear')).toEqual(['start', 'epoch', 'stopped', 'done'])
})

test('class weights make the errors of a label dear', async () => {
  const recallOf = async (classWeights: Record<string, number>): Promise<number> => {
    const { result } = await run(bagModel(SHAPE, { alone: true }), {}, { classWeights })
    return result.metrics?.perClass.find(({ label }) => label === 'a')?.recall as number
  }
  expect(await recallOf({ a: 20 })).toBeGreaterThan(await recallOf({ a: 0.05 }))
})
