import * as tf from '@tensorflow/tfjs'
import { answerRule, parseConfig, parseTrainingConfig, randomGenerator } from '@textgate/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { tinyExamples, tinyModel } from '../test/tiny-model.mjs'
import { type EncodedExamples, selectExamples } from './encoded-examples.ts'
import { evaluate } from './evaluate.ts'
import { finishOnDev } from './finish-on-dev.ts'
import { probabilityModel } from './probability-model.ts'
import { toBundle } from './to-bundle.ts'
import type { TrainableModel } from './trainable-model.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
  await tf.ready()
})

const LABELS = ['a', 'b', 'c']
const SHAPE = { vocabularySize: 62, classes: 3 }
const random = randomGenerator('dev')
const clean = tinyExamples({ rows: 300, ...SHAPE, random })
/** A fifth of the labels are drawn by lot, so that nobody can be sure. */
const dev: EncodedExamples = {
  ...clean,
  labels: clean.labels.map((label) => (random.next() < 0.2 ? random.integer(3) : label)),
}

/** Scores each text by its tokens' bands, more surely than it should. */
function sureModel(sureness: number, more: Partial<TrainableModel> = {}): TrainableModel {
  const model = tinyModel({ ...SHAPE, size: 3, dropout: 0 })
  const { variables } = model
  const bands = Array.from({ length: SHAPE.vocabularySize }, (_, id) =>
    [0, 1, 2].map((band) => Number(id >= 2 && Math.floor((id - 2) / 20) === band)),
  )
  variables.get('embedding')!.assign(tf.tensor2d(bands))
  variables.get('head.kernel')!.assign(tf.mul(tf.eye(3), sureness))
  variables.get('head.bias')!.assign(tf.fill([3], -sureness / 2))
  return {
    ...model,
    scaleLogits: (factor) => {
      for (const name of ['head.kernel', 'head.bias']) {
        const variable = variables.get(name)!
        variable.assign(tf.mul(variable, factor))
      }
    },
    ...more,
  }
}

const finish = (model: TrainableModel, config: Record<string, unknown> = {}, part = dev) =>
  finishOnDev(model, part, LABELS, parseTrainingConfig(config))

describe('temperature scaling', () => {
  test.each(['single', 'multi', 'ordinal'] as const)(
    'of head %s lowers loss and calibration error, and what comes out is what the model then scores',
    async (head) => {
      const model = sureModel(40, { head })
      const { metrics, calibration, thresholds } = await finish(model)
      expect(calibration?.temperature).toBeGreaterThan(1.5)
      expect(calibration!.loss.after).toBeLessThan(calibration!.loss.before)
      expect(calibration!.calibrationError.after).toBeLessThan(calibration!.calibrationError.before)
      const rule = { head, ...(thresholds ? { thresholds } : {}) }
      expect(await evaluate(probabilityModel(model), dev, LABELS, rule)).toEqual(metrics)
      expect(metrics).toMatchObject({
        loss: calibration!.loss.after,
        calibrationError: calibration!.calibrationError.after,
      })
    },
  )

  test('changes no answer, of head multi neither, whose thresholds are chosen afterwards', async () => {
    for (const head of ['single', 'multi'] as const) {
      const plain = await finish(sureModel(40, { head }), { calibration: 'none' })
      const scaled = await finish(sureModel(40, { head }))
      expect(scaled.metrics.perClass).toEqual(plain.metrics.perClass)
      if (head === 'multi') expect(scaled.thresholds).not.toEqual(plain.thresholds)
    }
  })

  test('done again finds nothing more to scale', async () => {
    const model = sureModel(40)
    await finish(model)
    expect((await finish(model)).calibration?.temperature).toBeCloseTo(1, 4)
  })

  test.each([
    ['few rows', sureModel(40), selectExamples(dev, [0, 1, 2, 3, 4]), /5 rows; 100 are needed/],
    ['a model without scaleLogits', tinyModel(SHAPE), dev, /cannot scale its logits/],
  ])('%s leave the weights alone and say why', async (_, model, part, reason) => {
    const before = [...model.variables.values()].map((variable) => variable.dataSync().join())
    const { calibration } = await finish(model, {}, part)
    expect(calibration).toMatchObject({ temperature: 1, reason: expect.stringMatching(reason) })
    expect(calibration!.loss.after).toBe(calibration!.loss.before)
    expect([...model.variables.values()].map((variable) => variable.dataSync().join())).toEqual(before)
  })

  test('switched off leaves no record', async () => {
    expect(await finish(sureModel(40), { calibration: 'none' })).not.toHaveProperty('calibration')
  })
})

describe('answers that are withheld', () => {
  const bundleOf = (result: Awaited<ReturnType<typeof finish>>) =>
    toBundle({
      ...{ weights: new Map(), labels: LABELS, config: parseConfig({}) },
      tokenizer: { fingerprint: '0'.repeat(64), vocabularySize: 62, toJson: () => '{}' },
      result: { reason: 'epochs', backend: 'cpu', epochs: 1, steps: 1, bestEpoch: 1, ...result },
    }).manifest

  test('reach the wanted precision on dev with a threshold that the bundle keeps', async () => {
    const model = sureModel(40)
    const result = await finish(model, { unknownPrecision: 0.85 })
    const { unknown, metrics } = result
    expect(unknown?.below).toBeGreaterThan(0)
    expect(metrics.accuracy).toBeLessThan(0.85)
    expect(unknown?.precision).toBeGreaterThanOrEqual(0.85)
    expect(metrics.answered).toEqual({
      ...{ from: unknown!.below, coverage: unknown!.coverage, precision: unknown!.precision },
    })
    const manifest = bundleOf(result)
    expect(manifest.answers).toEqual({ unknown })
    const scored = await evaluate(probabilityModel(model), dev, LABELS, answerRule(manifest))
    expect(scored.answered).toEqual(metrics.answered)
  })

  test('that no threshold makes right often enough leave every text answered, and nothing in the bundle', async () => {
    const noise = { ...dev, labels: Int32Array.from(dev.labels, () => random.integer(3)) }
    const result = await finish(sureModel(2), { unknownPrecision: 0.999 }, noise)
    expect(result.unknown).toMatchObject({ below: null, wantedPrecision: 0.999 })
    expect(result.metrics).not.toHaveProperty('answered')
    expect(bundleOf(result)).not.toHaveProperty('answers')
  })
})
