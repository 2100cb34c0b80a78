import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig } from '@textgate/core'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Output } from '../output.ts'
import { readTrainingData, type TrainingData } from '../training-data.ts'
import { measureEncoder } from './measure-encoder.ts'
import { type MeasureTrainingOptions, measureTraining } from './measure-training.ts'
import { planEpochs } from './plan-epochs.ts'

const config = parseConfig({
  model: { embeddingSize: 8, hiddenSize: 8, ngrams: 0 },
  training: { epochs: 5, patience: 0 },
})
const SECONDS = 600
/** Of the user. */
let interruption: AbortController
let data: TrainingData
let lines: string[]

beforeAll(async () => {
  await prepareBackend({ prefer: 'wasm' })
  const folder = await mkdtemp(join(tmpdir(), 'textgate-timed-'))
  const file = join(folder, 'rows.jsonl')
  const rows = Array.from({ length: 120 }, (_, i) =>
    JSON.stringify({
      text: `word${i % 7} ${i % 2 ? 'good' : 'bad'} word${i % 5}`,
      label: i % 2 ? 'yes' : 'no',
    }),
  )
  await writeFile(file, `${rows.join('\n')}\n`)
  data = await readTrainingData({ train: file, devSplit: 0.2, onBadRow: 'fail' }, config, output())
  await rm(folder, { recursive: true })
})

beforeEach(() => {
  interruption = new AbortController()
  lines = []
  // A training's time is over when the test says so, and not when the machine is slow.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

afterEach(() => {
  vi.useRealTimers()
})

/** An output that does something at the first remark that matches. */
function output(...moments: readonly (readonly [RegExp, () => void])[]): Output {
  const waiting = new Map(moments)
  return {
    ...{ json: false, terminal: false, print: () => {}, redraw: () => {}, emit: () => {} },
    note: (line) => {
      lines?.push(line)
      for (const [moment, act] of waiting) {
        if (!moment.test(line)) continue
        waiting.delete(moment)
        act()
      }
    },
  }
}

const timeIsOver = (): void => void vi.advanceTimersByTime(SECONDS * 1000)
const options = (own: Output): MeasureTrainingOptions => ({
  ...{ name: 'gru', data, seconds: SECONDS, signal: interruption.signal, output: own },
})

describe('a training whose time is over', () => {
  test('is scored with its best epoch until then, and says what ended it', async () => {
    const training = await measureTraining(config, options(output([/^epoch 2:/, timeIsOver])))
    expect(training).toMatchObject({ plannedEpochs: 5, epochs: 2, ended: 'time' })
    expect([1, 2]).toContain(training!.bestEpoch)
    expect(training!.right).toHaveLength(data.dev.size)
  })

  test('before the end of an epoch is an error that names the encoder and the way out', async () => {
    const training = measureTraining(config, options(output([/^at most 5 epochs/, timeIsOver])))
    await expect(training).rejects.toThrow(
      /TIME_BUDGET_TOO_SHORT: gru .* 600\.0 seconds; give more with --seconds/,
    )
  })

  test('but by Ctrl-C is nothing to be scored', async () => {
    const stop = (): void => interruption.abort()
    expect(await measureTraining(config, options(output([/^epoch 2:/, stop])))).toBeUndefined()
  })
})

test('a training that ends in time says whether its epochs or early stopping ended it', async () => {
  expect(await measureTraining(config, options(output()))).toMatchObject({ epochs: 5, ended: 'epochs' })
  const impatient = { ...config, training: { ...config.training, epochs: 40, patience: 1 } }
  const stopped = await measureTraining(impatient, options(output()))
  expect(stopped).toMatchObject({ plannedEpochs: 40, ended: 'patience' })
  expect(stopped!.epochs).toBe(stopped!.bestEpoch + 1)
})

describe('a plan', () => {
  const plan = (own: Output, seconds = SECONDS) => planEpochs(config, seconds, options(own))

  test('has as many epochs as there is time for, whatever is configured', async () => {
    const planned = await plan(output([/^trial: epoch 1:/, () => vi.runAllTimers()]), 1_000_000)
    expect(planned!.training.epochs).toBeGreaterThan(1000)
    expect({ ...planned!.training, epochs: 5 }).toEqual(config.training)
  })

  test('fails where the time is over before the end of an epoch, and is none after Ctrl-C', async () => {
    const tooLate = plan(output([/^trial: an epoch has/, timeIsOver]))
    await expect(tooLate).rejects.toThrow(/TIME_BUDGET_TOO_SHORT: gru /)
    const stop = (): void => interruption.abort()
    expect(await plan(output([/^trial: an epoch has/, stop]))).toBeUndefined()
  })

  test('leaves linear alone, which no number of epochs changes', async () => {
    const linear = parseConfig({ model: { encoder: 'linear' }, training: { epochs: 5 } })
    expect(await planEpochs(linear, SECONDS, options(output()))).toBe(linear)
    expect(lines).toEqual([])
  })
})

test('an encoder that fails with one seed of several says with which', async () => {
  const impatient = { ...config, training: { ...config.training, patience: 1 } }
  const own = output([/^trial: epoch 1:/, timeIsOver], [/^seed 7: at most/, timeIsOver])
  const measured = measureEncoder(impatient, { ...options(own), seeds: [4, 7], isTimed: true })
  await expect(measured).rejects.toThrow(/^TIME_BUDGET_TOO_SHORT: with seed 7, gru did not finish an epoch/)
  expect(lines.some((line) => /^seed 4: epoch 1:/.test(line))).toBe(true)
})
