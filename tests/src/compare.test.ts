import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textgate, textgateMain } from './run-textgate.ts'

const corpus = join(import.meta.dirname, '../../examples/customer-messages')
const ALL = 'gru,lstm,rnn,cnn,linear,gru+ngrams'

interface Row {
  name: string
  accuracy: number
  accuracyInterval: { low: number; high: number }
  parameters: { total: number; encoder: number }
  hiddenSize?: number
  macroF1: number
  epochs: number
  seeds?: { seed: number; accuracy: number; macroF1: number; epochs: number }[]
  time?: { plannedEpochs: number; seconds: number; ended: string[] }
  failure?: { code: string; message: string }
  byLength: { rows: number; accuracy: number }[]
  speed?: { trainingSecondsPerEpoch: number; predictedTextsPerSecond: number }
}

interface Written {
  seed: number
  seeds?: number[]
  encoders: Row[]
  missing: string[]
  evaluatedOn: string
  evaluatedRows: number
  mcnemar?: { first: string; second: string; seed?: number; firstOnly: number; secondOnly: number }
  timeBudget?: { seconds: number; from?: string }
}

let folder: string
let base: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-compare-'))
  const config = join(folder, 'small.jsonc')
  await writeFile(
    config,
    '{"model": {"hiddenSize": 40, "embeddingSize": 24}, "training": {"epochs": 2, "learningRate": 0.01}}',
  )
  base = [
    ...['compare', '--train', join(corpus, 'train.jsonl'), '--dev', join(corpus, 'dev.jsonl')],
    ...['--config', config, '--backend', 'wasm'],
  ]
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function read(out: string): Promise<Written> {
  return JSON.parse(await readFile(join(out, 'compare.json'), 'utf8')) as Written
}

function withoutSpeed({ encoders, ...rest }: Written): object {
  return { ...rest, encoders: encoders.map(({ speed, ...row }) => row) }
}

describe('all encoders on the sample corpus', () => {
  let first: Written
  let second: Written
  let out: string

  beforeAll(async () => {
    out = join(folder, 'data')
    const test = ['--test', join(corpus, 'test.jsonl')]
    const run = await textgate([...base, ...test, '--encoders', ALL, '--out', out, '--json'])
    expect(run.stderr).not.toContain('error')
    expect(run.code).toBe(0)
    first = await read(out)
    expect(run.json()).toEqual(first)
  })

  test('are in the table in their order, each with the figures of the same test rows', async () => {
    const page = await readFile(join(out, 'compare.md'), 'utf8')
    const names = [...page.matchAll(/^\| (\S+)/gm)].map(([, name]) => name)
    expect(names.slice(2)).toEqual(ALL.split(','))
    expect(page).toContain('120 rows of the test part')
    expect(first).toMatchObject({ evaluatedOn: 'test', evaluatedRows: 120, missing: [] })
    for (const { accuracy, accuracyInterval, byLength, speed } of first.encoders) {
      expect(accuracy).toBeGreaterThan(1 / 6)
      expect(accuracyInterval.low).toBeLessThanOrEqual(accuracy)
      expect(accuracyInterval.high).toBeGreaterThanOrEqual(accuracy)
      const right = byLength.reduce((sum, group) => sum + group.rows * group.accuracy, 0)
      expect(right / 120).toBeCloseTo(accuracy, 10)
      expect(speed!.trainingSecondsPerEpoch).toBeGreaterThan(0)
      expect(speed!.predictedTextsPerSecond).toBeGreaterThan(0)
    }
  })

  test('have the encoders that their names say: an LSTM has a third more, a simple RNN a third of the GRU', () => {
    const [gru, lstm, rnn, , linear, withNgrams] = first.encoders.map(({ parameters }) => parameters)
    expect(lstm!.encoder / gru!.encoder).toBeCloseTo(4 / 3, 5)
    expect(rnn!.encoder / gru!.encoder).toBeCloseTo(1 / 3, 5)
    expect(linear!.encoder).toBe(0)
    expect(withNgrams!.encoder).toBe(gru!.encoder)
    expect(withNgrams!.total).toBe(gru!.total + linear!.total)
  })

  test("the first two are told apart by McNemar's test, whose counts explain their difference", () => {
    const { mcnemar, encoders } = first
    expect(mcnemar).toMatchObject({ first: 'gru', second: 'lstm' })
    const difference = (encoders[0]!.accuracy - encoders[1]!.accuracy) * 120
    expect(mcnemar!.firstOnly - mcnemar!.secondOnly).toBeCloseTo(difference, 8)
  })

  test('an equal seed gives the same table but for speed, another seed another', async () => {
    const again = join(folder, 'again')
    const other = join(folder, 'other')
    const test = ['--test', join(corpus, 'test.jsonl'), '--encoders', ALL]
    await textgate([...base, ...test, '--out', again])
    await textgate([...base, ...test, '--out', other, '--seed', '2'])
    expect(withoutSpeed(await read(again))).toEqual(withoutSpeed(first))
    second = await read(other)
    expect(second.encoders.map(({ accuracy }) => accuracy)).not.toEqual(
      first.encoders.map(({ accuracy }) => accuracy),
    )
  })

  test('with two seeds have the means of two comparisons with one seed each, and McNemar of the first', async () => {
    const test = ['--test', join(corpus, 'test.jsonl')]
    const run = await textgate([
      ...base,
      ...test,
      '--encoders',
      'gru,lstm,linear',
      '--seeds',
      '1,2',
      '--json',
    ])
    const both = run.json() as unknown as Written
    expect(both).toMatchObject({ seed: 1, seeds: [1, 2], mcnemar: { seed: 1, ...first.mcnemar } })
    for (const encoder of both.encoders) {
      const [one, two] = [first, second].map(
        ({ encoders }) => encoders.find(({ name }) => name === encoder.name)!,
      )
      const meanOf = (figure: (row: Row) => number): number => (figure(one!) + figure(two!)) / 2
      expect(encoder.seeds).toMatchObject([
        { seed: 1, accuracy: one!.accuracy, macroF1: one!.macroF1, epochs: one!.epochs },
        { seed: 2, accuracy: two!.accuracy, macroF1: two!.macroF1, epochs: two!.epochs },
      ])
      expect(encoder.accuracy).toBeCloseTo(
        meanOf(({ accuracy }) => accuracy),
        12,
      )
      expect(encoder.macroF1).toBeCloseTo(
        meanOf(({ macroF1 }) => macroF1),
        12,
      )
      encoder.byLength.forEach((group, i) => {
        expect(group.accuracy).toBeCloseTo(
          meanOf(({ byLength }) => byLength[i]!.accuracy),
          12,
        )
      })
      expect(encoder.accuracyInterval.low).toBeLessThanOrEqual(encoder.accuracy)
      expect(encoder.accuracyInterval.high).toBeGreaterThanOrEqual(encoder.accuracy)
    }
  })
})

test('with equal parameters, every encoder is within 2 % of the GRU, and dev is scored where there is no test', async () => {
  const run = await textgate([...base, '--budget', 'parameters', '--encoders', ALL, '--json'])
  expect(run.code).toBe(0)
  const { encoders, evaluatedOn } = run.json() as unknown as Written
  expect(evaluatedOn).toBe('dev')
  const wanted = encoders[0]!.parameters.encoder
  for (const { name, parameters } of encoders.filter((row) => row.name !== 'linear')) {
    expect(Math.abs(parameters.encoder / wanted - 1), name).toBeLessThanOrEqual(0.02)
  }
  expect(new Set(encoders.slice(0, 4).map(({ hiddenSize }) => hiddenSize)).size).toBe(4)
})

describe('with equal time', () => {
  const timed = (...args: string[]) => textgate([...base, '--budget', 'time', '--json', ...args])

  test('the whole training of the first encoder is the time of the others, which have epochs of their own', async () => {
    const run = await timed('--encoders', 'gru,rnn,linear', '--epochs', '10')
    const { encoders, timeBudget } = run.json() as unknown as Written
    const [gru, rnn, linear] = encoders.map(({ time }) => time!)
    expect(timeBudget).toEqual({ seconds: gru!.seconds, from: 'gru' })
    expect(gru!.plannedEpochs).toBe(10)
    expect(rnn!.plannedEpochs).toBeGreaterThan(0)
    expect(encoders[1]!.epochs).toBeLessThanOrEqual(rnn!.plannedEpochs)
    expect(['epochs', 'patience', 'time']).toContain(rnn!.ended[0])
    expect(linear).toMatchObject({ plannedEpochs: 1, ended: ['epochs'] })
  })

  test('an encoder that stops early says so, of each seed', async () => {
    const run = await timed('--encoders', 'gru,linear', '--seconds', '20000', '--seeds', '1,2')
    const { encoders, timeBudget } = run.json() as unknown as Written
    expect(timeBudget).toEqual({ seconds: 20_000 })
    const [gru, linear] = encoders
    expect(gru!.time!.ended).toEqual(['patience', 'patience'])
    expect(Math.max(...gru!.seeds!.map(({ epochs }) => epochs))).toBeLessThan(gru!.time!.plannedEpochs)
    expect(linear!.time!.ended).toEqual(['epochs', 'epochs'])
  })

  test('encoders without the time for an epoch are rows with the reason and the way out', async () => {
    const long = join(folder, 'long.jsonl')
    const rows = await readFile(join(corpus, 'train.jsonl'), 'utf8')
    await writeFile(long, rows.repeat(100))
    const out = join(folder, 'short')
    const run = await timed('--train', long, '--encoders', 'gru,lstm', '--seconds', '1', '--out', out)
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('COMPARISON_FAILED')
    const { encoders } = await read(out)
    expect(encoders.map(({ failure }) => failure!.code)).toEqual(Array(2).fill('TIME_BUDGET_TOO_SHORT'))
    expect(encoders[1]!.failure!.message).toMatch(/lstm did not finish an epoch.*more with --seconds/)
  })
})

test('flags that contradict each other end with 2 and the way out', async () => {
  for (const [flags, reason] of [
    [['--seconds', '5'], /USAGE: --seconds is the time of --budget time.*leave --seconds out/],
    [['--seed', '1', '--seeds', '1,2'], /USAGE: .*--seeds.* cannot be used with .*--seed/],
    [['--seeds', '1,x'], /USAGE: --seeds has "x"; name whole numbers/],
  ] as const) {
    const run = await textgate([...base, ...flags])
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(reason)
  }
})

/** Sends a signal as soon as the remarks of a comparison match, whose encoders train too long to end before it comes. */
async function stopAt(
  pattern: RegExp,
  signal: NodeJS.Signals,
  out: string,
): Promise<{ code: number | null; stdout: string }> {
  const config = join(folder, 'long.jsonc')
  await writeFile(
    config,
    '{"model": {"hiddenSize": 40, "embeddingSize": 24}, "training": {"epochs": 60, "patience": 0}}',
  )
  return new Promise((resolve, reject) => {
    const args = [...base, '--config', config, '--encoders', 'linear,gru,lstm', '--out', out]
    const child = spawn(process.execPath, [textgateMain, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    let isSent = false
    child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      stderr += chunk
      if (isSent || !pattern.test(stderr)) return
      isSent = true // a second one would end the process at once
      child.kill(signal)
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout }))
  })
}

describe('a comparison that does not reach its end', () => {
  test('stopped by Ctrl-C, writes the encoders that are done and names the others', async () => {
    const out = join(folder, 'stopped')
    const { code, stdout } = await stopAt(/gru \(2 of 3\): at most/, 'SIGINT', out)
    expect(code).toBe(1)
    expect(stdout).toContain('Not trained: gru, lstm')
    const { encoders, missing } = await read(out)
    expect(encoders.map(({ name }) => name)).toEqual(['linear'])
    expect(missing).toEqual(['gru', 'lstm'])
  })

  test('killed, leaves the table of the encoders that were done', async () => {
    const out = join(folder, 'killed')
    const { code } = await stopAt(/gru \(2 of 3\): at most/, 'SIGKILL', out)
    expect(code).toBe(null)
    expect((await read(out)).encoders.map(({ name }) => name)).toEqual(['linear'])
    expect(await readFile(join(out, 'compare.md'), 'utf8')).toContain('| linear')
  })
})

test('a wrong name ends with 2 and the right ones, and nothing is written', async () => {
  const out = join(folder, 'never')
  const run = await textgate([...base, '--encoders', 'gru,bert', '--out', out])
  expect(run.code).toBe(2)
  expect(run.stderr).toMatch(/USAGE.*"bert".*gru, lstm, rnn, cnn, linear/)
  expect(existsSync(out)).toBe(false)
})
