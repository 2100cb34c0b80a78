import * as tf from '@tensorflow/tfjs'
import { type Head, parseTrainingConfig, randomGenerator } from '@textgate/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { tinyExamples, tinyModel } from '../test/tiny-model.mjs'
import type { EncodedExamples } from './encoded-examples.ts'
import { evaluate } from './evaluate.ts'
import { probabilityModel } from './probability-model.ts'
import { packRowLabels } from './row-labels.ts'
import { train } from './train.ts'
import type { TrainOptions } from './train-options.ts'
import type { TrainableModel } from './trainable-model.ts'
import type { TrainingEvent } from './training-event.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
  await tf.ready()
})

const LABELS = ['a', 'b', 'c']
const SHAPE = { vocabularySize: 62, classes: 3 }
const BAND = 20
const SETTINGS = { epochs: 6, batchSize: 16, learningRate: 0.02, patience: 0, checkpointSeconds: 1000 }

/** Each label is there or not by itself, with five tokens of its band where it is, beside noise. */
function multiExamples(rows: number, seed: string): EncodedExamples {
  const random = randomGenerator(seed)
  const sets = Array.from({ length: rows }, () => [0, 1, 2].filter(() => random.next() < 0.4))
  const texts = sets.map((labels) => [
    ...labels.flatMap((label) => Array.from({ length: 5 }, () => 2 + label * BAND + random.integer(BAND))),
    ...Array.from({ length: 3 }, () => 2 + random.integer(3 * BAND)),
  ])
  const offsets = new Int32Array(rows + 1)
  texts.forEach((ids, row) => {
    offsets[row + 1] = offsets[row]! + ids.length
  })
  return { ids: Int32Array.from(texts.flat()), offsets, ...packRowLabels(sets) }
}

const multi = { train: multiExamples(500, 'train'), dev: multiExamples(120, 'dev') }
const random = randomGenerator('single')
const single = {
  train: tinyExamples({ rows: 400, ...SHAPE, random }),
  dev: tinyExamples({ rows: 90, ...SHAPE, random }),
}

async function run(
  head: Head,
  parts: Pick<TrainOptions, 'train' | 'dev'>,
  config: Record<string, unknown> = {},
) {
  const model: TrainableModel = { ...tinyModel(SHAPE), head }
  const events: TrainingEvent[] = []
  for await (const event of train({
    ...{ model, ...parts, labels: LABELS },
    config: parseTrainingConfig({ ...SETTINGS, ...config }),
  })) {
    events.push(event)
  }
  const last = events.at(-1)
  if (last?.type !== 'done') throw new Error('the last event is not done')
  const evaluations = events.flatMap((event) => (event.type === 'evaluation' ? [event.metrics] : []))
  return { model, result: last.result, evaluations }
}

describe('head multi', () => {
  test('learns which labels are there, and the result is what the model then scores with its thresholds', async () => {
    const { model, result, evaluations } = await run('multi', multi)
    expect(result.metrics?.microF1).toBeGreaterThan(0.7) // every label for every text: 0.57
    expect(result.thresholds).toHaveLength(3)
    const rule = { head: 'multi', thresholds: result.thresholds! } as const
    expect(await evaluate(probabilityModel(model), multi.dev, LABELS, rule)).toEqual(result.metrics)
    const scores = evaluations.map(({ microF1 }) => microF1)
    expect(result.bestEpoch).toBe(scores.indexOf(Math.max(...scores)) + 1)
    expect(result.history?.map(({ dev }) => dev?.microF1)).toEqual(scores)
  })

  test('smoothed targets keep probabilities away from 0 and 1', async () => {
    const furthest = async (labelSmoothing: number): Promise<number> => {
      const { model } = await run('multi', multi, { labelSmoothing, epochs: 12 })
      const probabilities = await probabilityModel(model).predict({
        ids: multi.dev.ids.slice(0, 5),
        lengths: Int32Array.of(5),
        size: 1,
        length: 5,
      })
      return Math.max(...probabilities.map((p) => Math.abs(p - 0.5)))
    }
    expect(await furthest(0.4)).toBeLessThan(await furthest(0))
  })

  test('a text of one label is a text of a list of one', async () => {
    const { labels, size } = single.train
    const listed = { ...single.train, ...packRowLabels(Array.from({ length: size }, (_, i) => [labels[i]!])) }
    const [bare, list] = [await run('multi', single), await run('multi', { train: listed, dev: single.dev })]
    expect(list.result).toEqual(bare.result)
  })
})

describe('head ordinal', () => {
  test('watches the mean absolute error, and the result is what the model then scores', async () => {
    const { model, result, evaluations } = await run('ordinal', single)
    expect(result.metrics?.meanAbsoluteError).toBeLessThan(0.4)
    expect(result.metrics?.quadraticKappa).toBeGreaterThan(0.5)
    expect(await evaluate(probabilityModel(model), single.dev, LABELS, { head: 'ordinal' })).toEqual(
      result.metrics,
    )
    const errors = evaluations.map(({ meanAbsoluteError }) => meanAbsoluteError!)
    expect(result.bestEpoch).toBe(errors.indexOf(Math.min(...errors)) + 1)
    expect(result).not.toHaveProperty('thresholds')
  })

  test('learns from other targets than head single', async () => {
    const [ordinal, one] = [await run('ordinal', single), await run('single', single)]
    expect(ordinal.result.metrics?.loss).not.toBe(one.result.metrics?.loss)
  })
})

test.each([
  ['lists of labels for one label', 'single', multi, {}, /the rows have lists of labels.*model.head: multi/],
  ['lists of labels for one of an order', 'ordinal', multi, {}, /model.head: multi/],
  ['class weights for many labels', 'multi', multi, { classWeights: 'balanced' }, /training.classWeights/],
  ['a metric that the head has not', 'single', single, { metric: 'quadraticKappa' }, /training.metric/],
] as const)('%s are refused', async (_, head, parts, config, reason) => {
  const refused = run(head, parts, config)
  await expect(refused).rejects.toThrow('CONFIG_INVALID')
  await expect(refused).rejects.toThrow(reason)
})
