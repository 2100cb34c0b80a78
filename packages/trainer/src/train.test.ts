import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { encodeSafetensors, parseTrainingConfig, randomGenerator } from '@textgate/core'
import '@tensorflow/tfjs-backend-wasm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tinyExamples, tinyModel } from '../test/tiny-model.mjs'
import { CHECKPOINT_FILE } from './checkpoint/checkpoint-file.ts'
import { rowLengths, selectExamples } from './encoded-examples.ts'
import { evaluate } from './evaluate.ts'
import { learningRateAt } from './learning-rate.ts'
import { probabilityModel } from './probability-model.ts'
import { readVariables } from './read-variables.ts'
import { train } from './train.ts'
import type { TrainOptions } from './train-options.ts'
import type { TrainableModel } from './trainable-model.ts'
import type { TrainingEvent, TrainingResult } from './training-event.ts'

const root = mkdtempSync(join(tmpdir(), 'textgate-train-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folders = 0
const newFolder = (): string => join(root, `run-${folders++}`)

const SHAPE = { vocabularySize: 100, classes: 3 }
const random = randomGenerator('train')
const examples = tinyExamples({ rows: 400, ...SHAPE, random })
const dev = tinyExamples({ rows: 90, ...SHAPE, random })
const labels = ['a', 'b', 'c']
const SETTINGS = { epochs: 4, batchSize: 16, learningRate: 0.01, patience: 0, checkpointSeconds: 1000 }

type Run = Partial<Omit<TrainOptions, 'config'>> & { config?: Record<string, unknown> }

function start({ config = {}, ...options }: Run = {}) {
  const model = options.model ?? tinyModel(SHAPE)
  const events = train({
    train: examples,
    dev,
    labels,
    ...options,
    model,
    config: parseTrainingConfig({ ...SETTINGS, ...config }),
  })
  return { model, events }
}

async function run(options: Run = {}) {
  const { model, events } = start(options)
  const list: TrainingEvent[] = []
  for await (const event of events) list.push(event)
  const last = list.at(-1)
  if (last?.type !== 'done') throw new Error('the last event is not done')
  return { model, events: list, result: last.result, bytes: await bytesOf(model) }
}

const bytesOf = async (model: TrainableModel): Promise<string> =>
  Buffer.from(encodeSafetensors(await readVariables(model.variables))).toString('base64')

const evaluations = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) => (event.type === 'evaluation' ? [event] : []))

describe.each(['wasm', 'cpu'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend)
    await tf.ready()
  })

  test('it learns, and the result is what the model then scores', async () => {
    const { model, result, events } = await run({ config: { epochs: 8 } })
    expect(result).toMatchObject({ reason: 'epochs', backend, epochs: 8, steps: 8 * 25 })
    expect(result.metrics?.accuracy).toBeGreaterThan(0.75)
    expect(await evaluate(probabilityModel(model), dev, labels)).toEqual(result.metrics)
    const best = Math.max(...evaluations(events).map(({ metrics }) => metrics.accuracy))
    expect(result.metrics?.accuracy).toBe(best)
    expect(evaluations(events)[result.bestEpoch - 1]?.metrics).toEqual(result.metrics)
  })

  test('the history has every epoch as its evaluation told it', async () => {
    const { result, events } = await run({ config: { epochs: 3 } })
    expect(result.history).toEqual(
      evaluations(events).map(({ epoch, trainingLoss, metrics: { loss, accuracy, macroF1 } }) => ({
        epoch,
        trainingLoss,
        dev: { loss, accuracy, macroF1 },
      })),
    )
    expect(result.history?.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
  })

  test('equal runs give equal bytes, another seed gives others', async () => {
    const [one, two, other] = [await run(), await run(), await run({ config: { seed: 2 } })]
    expect(two.bytes).toBe(one.bytes)
    expect(other.bytes).not.toBe(one.bytes)
  })

  test.each([16_384, 100])(
    'a run that is aborted again and again and resumed ends with the bytes of one that was not: %d tokens a batch',
    async (batchTokens) => {
      const settings = { averageDecay: 0.9, labelSmoothing: 0.1, classWeights: 'balanced', decay: 'cosine' }
      const config = { ...settings, batchTokens }
      const whole = await run({ config })
      const checkpointFolder = newFolder()
      const stops = randomGenerator('stops')
      let result: TrainingResult
      let runs = 0
      do {
        const abort = new AbortController()
        // The model counts forward passes, so that the abort falls at any batch, not at an event.
        const model = tinyModel({ ...SHAPE, seed: runs === 0 ? 1 : 99 })
        const forward = model.forward
        let passes = 5 + stops.integer(40)
        model.forward = (...inputs) => {
          if (--passes === 0) abort.abort()
          return forward(...inputs)
        }
        const stopped = await run({ model, config, checkpointFolder, resume: true, signal: abort.signal })
        result = stopped.result
        runs++
        if (result.reason !== 'aborted') expect(stopped.bytes).toBe(whole.bytes)
      } while (result.reason === 'aborted' && runs < 50)
      expect(runs).toBeGreaterThan(2)
      expect(result).toEqual(whole.result)
    },
  )

  test('a frozen variable keeps its bits, whatever decays, and the others learn around it', async () => {
    const frozenModel = (seed = 1): TrainableModel => {
      const model = tinyModel({ ...SHAPE, seed })
      ;(model.variables.get('embedding') as tf.Variable).trainable = false
      return model
    }
    const before = await readVariables(frozenModel().variables)
    const config = { epochs: 3, weightDecay: 0.5 }
    const { model, result } = await run({ model: frozenModel(), config })
    const after = await readVariables(model.variables)
    expect(after.get('embedding')).toEqual(before.get('embedding'))
    expect(after.get('head.kernel')).not.toEqual(before.get('head.kernel'))
    expect(result.metrics?.accuracy).toBeGreaterThan(0.5)

    const checkpointFolder = newFolder()
    const stop = new AbortController()
    const { events } = start({ model: frozenModel(), config, checkpointFolder, signal: stop.signal })
    for await (const event of events) if (event.type === 'step') stop.abort()
    await expect(run({ model: frozenModel(2), config, checkpointFolder, resume: true })).rejects.toThrow(
      /different in frozen embedding;/,
    )
    const resumed = await run({ model: frozenModel(), config, checkpointFolder, resume: true })
    expect(await readVariables(resumed.model.variables)).toEqual(after)
  })

  test('nothing is left behind in the memory of the backend', async () => {
    const model = tinyModel(SHAPE)
    const before = tf.memory().numTensors
    await run({ model, config: { averageDecay: 0.5 } })
    expect(tf.memory().numTensors).toBe(before)
    for await (const event of start({ model }).events) if (event.type === 'step') break
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('early stopping', () => {
  test('stops after patience epochs without a better metric and keeps the best weights', async () => {
    const noise = { ...dev, labels: Int32Array.from(dev.labels, () => random.integer(3)) } // nothing to learn
    const { model, result, events } = await run({
      dev: noise,
      config: { epochs: 40, patience: 2, metric: 'loss' },
    })
    expect(result.reason).toBe('patience')
    expect(result.epochs).toBe(result.bestEpoch + 2)
    const losses = evaluations(events).map(({ metrics }) => metrics.loss)
    expect(losses[result.bestEpoch - 1]).toBe(Math.min(...losses))
    expect((await evaluate(probabilityModel(model), noise, labels)).loss).toBe(Math.min(...losses))
  })

  test.each(['accuracy', 'macroF1', 'loss'] as const)('watches %s', async (metric) => {
    const { result, events } = await run({ config: { metric } })
    const values = evaluations(events).map(({ metrics }) =>
      metric === 'loss' ? -metrics.loss : metrics[metric],
    )
    expect(result.bestEpoch).toBe(values.indexOf(Math.max(...values)) + 1)
  })
})

test('without dev the weights of the last epoch are the result', async () => {
  const { model, events } = { model: tinyModel(SHAPE), events: [] as TrainingEvent[] }
  for await (const event of train({ model, train: examples, labels, config: parseTrainingConfig(SETTINGS) }))
    events.push(event)
  const done = events.at(-1)
  expect(done).toMatchObject({ type: 'done', result: { bestEpoch: 4, epochs: 4 } })
  const losses = events.flatMap((event) => (event.type === 'step' ? [event] : []))
  expect(done?.type === 'done' && done.result.history).toEqual(
    [1, 2, 3, 4].map((epoch) => ({
      epoch,
      trainingLoss: losses.findLast((step) => step.epoch === epoch)?.loss,
    })),
  )
  expect(evaluations(events)).toHaveLength(0)
})

test('averaged weights are what dev sees and what comes out', async () => {
  const plain = await run({ config: { averageDecay: 0 } })
  const averaged = await run({ config: { averageDecay: 0.95 } })
  expect(averaged.bytes).not.toBe(plain.bytes)
  expect(await evaluate(probabilityModel(averaged.model), dev, labels)).toEqual(averaged.result.metrics)
})

test('events come in order and count every step and epoch', async () => {
  const { events } = await run({ checkpointFolder: newFolder() })
  const shown = events.filter(({ type }) => type !== 'step').map(({ type }) => type)
  const epoch = ['epoch', 'evaluation', 'checkpoint']
  expect(shown).toEqual(['start', 'checkpoint', ...epoch, ...epoch, ...epoch, ...epoch, 'stopped', 'done'])
  const steps = events.flatMap((event) => (event.type === 'step' ? [event] : []))
  expect(steps.at(-1)).toMatchObject({ epoch: 4, step: 100, steps: 100, etaSeconds: 0 })
  for (const { loss, textsPerSecond } of steps)
    expect([loss, textsPerSecond].every((figure) => figure > 0)).toBe(true)
})

test('smaller batches of longer texts count as steps in the plan of the learning rate and in the events', async () => {
  const { events, result } = await run({ config: { batchTokens: 100, averageDecay: 0 } })
  // 1 to 6 tokens stand in batches of 16, 7 to 12 in batches of 8.
  const short = rowLengths(examples).filter((length) => length <= 6).length
  const stepsPerEpoch = Math.ceil(short / 16) + Math.ceil((examples.size - short) / 8)
  expect(events[0]).toMatchObject({ type: 'start', stepsPerEpoch })
  expect(result.steps).toBe(4 * stepsPerEpoch)
  const last = events.flatMap((event) => (event.type === 'step' ? [event] : [])).at(-1)
  expect(last).toMatchObject({ step: 4 * stepsPerEpoch, steps: 4 * stepsPerEpoch, etaSeconds: 0 })
  expect(last?.learningRate).toBe(
    learningRateAt(last!.step - 1, last!.steps, { learningRate: 0.01, warmup: 0.05, decay: 'linear' }),
  )
})

describe('a loss that is no number', () => {
  test('stops the run and keeps the last good checkpoint', async () => {
    const checkpointFolder = newFolder()
    const model = tinyModel(SHAPE)
    const forward = model.forward
    let passes = 0
    model.forward = (batch, options) => {
      const logits = forward(batch, options)
      return options.training && ++passes === 60 ? tf.mul(logits, Number.NaN) : logits
    }
    const tensors = tf.memory().numTensors
    await expect(run({ model, checkpointFolder })).rejects.toThrow(
      /TRAINING_DIVERGED: the loss became NaN in step 60;/,
    )
    expect(tf.memory().numTensors).toBe(tensors)
    const { result, bytes } = await run({ checkpointFolder, resume: true })
    expect(result.reason).toBe('epochs')
    expect(bytes).toBe((await run()).bytes)
  })

  test('a gradient without bound does too', async () => {
    const model = tinyModel(SHAPE)
    const forward = model.forward
    const explode = tf.customGrad((x) => ({
      value: tf.clone(x as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => tf.mul(dy, Number.POSITIVE_INFINITY),
    }))
    model.forward = (batch, options) => explode(forward(batch, options)) as tf.Tensor2D
    await expect(run({ model })).rejects.toThrow(
      /TRAINING_DIVERGED: the gradient's norm became (NaN|Infinity) in step 1/,
    )
  })
})

describe('checkpoints', () => {
  test('another configuration, data or model is refused by name, and the checkpoint stays', async () => {
    const checkpointFolder = newFolder()
    await run({ checkpointFolder, facts: { 'model.hiddenSize': '128' } })
    const before = readFileSync(join(checkpointFolder, CHECKPOINT_FILE))
    const resume = { checkpointFolder, resume: true, facts: { 'model.hiddenSize': '128' } }
    const others: [Run, string][] = [
      [{ config: { learningRate: 0.02 } }, 'training.learningRate (0.01, now 0.02)'],
      [{ config: { epochs: 5 } }, 'training.epochs (4, now 5)'],
      [{ train: selectExamples(examples, [0, 1, 2]) }, 'training data'],
      [{ dev: selectExamples(dev, [0, 1, 2]) }, 'dev data'],
      [{ labels: ['a', 'b', 'd'] }, 'labels'],
      [{ model: tinyModel({ ...SHAPE, size: 9 }) }, 'weight embedding ([100, 8], now [100, 9])'],
      [{ facts: { 'model.hiddenSize': '64' } }, 'model.hiddenSize (128, now 64)'],
    ]
    for (const [other, named] of others) {
      await expect(run({ ...resume, ...other })).rejects.toThrow('CHECKPOINT_INVALID')
      await expect(run({ ...resume, ...other })).rejects.toThrow(named)
    }
    expect(readFileSync(join(checkpointFolder, CHECKPOINT_FILE))).toEqual(before)
  })

  test('how often they are written may change', async () => {
    const checkpointFolder = newFolder()
    const whole = await run({ checkpointFolder })
    expect((await run({ checkpointFolder, resume: true, config: { checkpointSeconds: 1 } })).bytes).toBe(
      whole.bytes,
    )
  })

  test('so may what is done after training', async () => {
    const checkpointFolder = newFolder()
    const whole = await run({ checkpointFolder })
    const config = { calibration: 'none', unknownPrecision: 0.5 }
    const again = await run({ checkpointFolder, resume: true, config })
    expect(again.bytes).toBe(whole.bytes)
    expect(again.result).not.toHaveProperty('calibration')
    expect(again.result.unknown?.wantedPrecision).toBe(0.5)
  })

  test('so may a budget of tokens that no batch reaches, but none that cuts batches', async () => {
    const checkpointFolder = newFolder()
    const whole = await run({ checkpointFolder })
    const resume = { checkpointFolder, resume: true }
    expect((await run({ ...resume, config: { batchTokens: 16 * 12 } })).bytes).toBe(whole.bytes)
    await expect(run({ ...resume, config: { batchTokens: 16 * 12 - 1 } })).rejects.toThrow(
      /CHECKPOINT_INVALID.*training\.batchTokens \(none, now 191\)/,
    )
  })

  test('a finished run resumes to its result at once', async () => {
    const checkpointFolder = newFolder()
    const whole = await run({ checkpointFolder })
    const again = await run({ checkpointFolder, resume: true })
    expect(again.events.map(({ type }) => type)).toEqual(['start', 'stopped', 'done'])
    expect(again.result).toEqual(whole.result)
    expect(again.bytes).toBe(whole.bytes)
  })

  test('resuming where there is none begins, and not resuming begins again', async () => {
    const checkpointFolder = newFolder()
    const one = await run({ checkpointFolder, resume: true })
    const two = await run({ checkpointFolder })
    expect(two.events[0]).toMatchObject({ type: 'start', resumedSteps: 0 })
    expect(two.bytes).toBe(one.bytes)
  })

  test('a folder that cannot be written stops the run before the first step', async () => {
    const checkpointFolder = join(root, 'in-the-way')
    writeFileSync(checkpointFolder, '')
    let steps = 0
    const model = tinyModel(SHAPE)
    const forward = model.forward
    model.forward = (...inputs) => {
      steps++
      return forward(...inputs)
    }
    await expect(run({ model, checkpointFolder })).rejects.toThrow('CHECKPOINT_WRITE_FAILED')
    expect(steps).toBe(0)
  })

  test('a disk that fills up stops the run, and with room again it goes on to the same bytes', async () => {
    if (!existsSync('/dev/full')) return console.log('a full disk is not tried: there is no /dev/full')
    const checkpointFolder = newFolder()
    const { events } = start({ checkpointFolder })
    const filling = async (): Promise<void> => {
      for await (const event of events) {
        if (event.type === 'evaluation' && event.epoch === 3) {
          symlinkSync('/dev/full', join(checkpointFolder, `${CHECKPOINT_FILE}.new`))
        }
      }
    }
    await expect(filling()).rejects.toThrow(/CHECKPOINT_WRITE_FAILED.*ENOSPC/)
    const resumed = await run({ checkpointFolder, resume: true })
    expect(resumed.events[0]).toMatchObject({ resumedSteps: 50 })
    expect(resumed.bytes).toBe((await run()).bytes)
  })
})

test('an abort before the start does no step and still gives a result', async () => {
  const { result, events } = await run({ signal: AbortSignal.abort() })
  expect(result).toMatchObject({ reason: 'aborted', steps: 0, bestEpoch: 0 })
  expect(events.map(({ type }) => type)).toEqual(['start', 'stopped', 'done'])
})

test.each([
  [{ train: selectExamples(examples, []) }, 'the training part has no rows'],
  [{ dev: selectExamples(dev, []) }, 'the dev part has no rows'],
  [{ labels: ['a'] }, 'there are only 1 labels'],
] as [Run, string][])('too little data is refused: %#', async (options, reason) => {
  await expect(run(options)).rejects.toThrow(`DATA_TOO_SMALL: ${reason}`)
})
