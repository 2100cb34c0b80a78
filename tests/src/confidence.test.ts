import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textgate, textgateMain } from './run-textgate.ts'

const corpus = join(import.meta.dirname, '../../examples/customer-messages')
const testFile = join(corpus, 'test.jsonl')
const WANTED = 0.9

interface Answer {
  readonly label: string | null
  readonly probability: number
  readonly probabilities: Record<string, number>
}

let folder: string
let model: string
let trained: Record<string, unknown>
let manifest: {
  calibration: Record<'loss' | 'calibrationError', { before: number; after: number }> & {
    temperature: number
  }
  answers: { unknown: { below: number; coverage: number; precision: number } }
  metrics: { dev: { calibrationError: number; loss: number } }
}
let texts: string[]

/** One small training, whose model all claims below ask. */
afterAll(() => rm(folder, { recursive: true, force: true }))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-confidence-'))
  model = join(folder, 'model')
  const run = await trainInto(model, '--unknown-precision', String(WANTED))
  trained = run.json()
  manifest = JSON.parse(await readFile(join(model, 'manifest.json'), 'utf8'))
  const lines = (await readFile(testFile, 'utf8')).trimEnd().split('\n')
  texts = lines.map((line) => JSON.parse(line).text)
})

function trainInto(out: string, ...more: string[]): ReturnType<typeof textgate> {
  return textgate([
    ...['train', '--train', join(corpus, 'train.jsonl'), '--dev', join(corpus, 'dev.jsonl'), '--epochs', '6'],
    ...[
      '--config',
      join(corpus, 'textgate.config.jsonc'),
      '--backend',
      'wasm',
      '--out',
      out,
      '--json',
      ...more,
    ],
  ])
}

async function predict(...more: string[]): Promise<Answer[]> {
  const input = texts.map((text) => `${text}\n`).join('')
  const { stdout } = await textgate(['predict', model, '--json', '--backend', 'wasm', ...more], { input })
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('training', () => {
  test('records temperature, loss and calibration error before and after, as dev then shows them', () => {
    const { calibration, metrics } = manifest
    expect(calibration.temperature).not.toBe(1)
    expect(calibration.loss.after).toBeLessThan(calibration.loss.before)
    expect(metrics.dev.loss).toBe(calibration.loss.after)
    expect(metrics.dev.calibrationError).toBe(calibration.calibrationError.after)
    expect(trained.calibration).toEqual(calibration)
  })

  test('folds the temperature into the last weights, and changes no others', async () => {
    const plain = join(folder, 'plain')
    const config = join(folder, 'plain.jsonc')
    const text = await readFile(join(corpus, 'textgate.config.jsonc'), 'utf8')
    await writeFile(config, text.replace('"epochs": 20', '"calibration": "none", "epochs": 20'))
    await trainInto(plain, '--config', config)
    const { readBundle } = await import('@textgate/core/node')
    const [scaled, asTrained] = [await readBundle(model), await readBundle(plain)]
    expect(asTrained.manifest).not.toHaveProperty('calibration')
    for (const [name, { data }] of asTrained.weights) {
      const factor = /^(head|ngrams)\.(kernel|bias)$/.test(name)
        ? Math.fround(1 / manifest.calibration.temperature)
        : 1
      const expected = data.map((value) => value * factor)
      expect(scaled.weights.get(name)?.data.every((value, i) => value === expected[i])).toBe(true)
    }
  })

  test('keeps the threshold that gave the wanted precision on dev', () => {
    const { unknown } = manifest.answers
    expect(unknown.precision).toBeGreaterThanOrEqual(WANTED)
    expect(unknown.below).toBeGreaterThan(0)
    expect(unknown.coverage).toBeLessThan(1)
  })

  test('that cannot have the wanted precision says so, writes the bundle and answers every text', async () => {
    const rows = Array.from({ length: 300 }, (_, i) =>
      JSON.stringify({ text: 'the same words', label: i % 2 ? 'a' : 'b' }),
    )
    const noise = join(folder, 'noise.jsonl')
    await writeFile(noise, rows.join('\n'))
    const out = join(folder, 'noisy')
    const run = await textgate([
      ...['train', '--train', noise, '--out', out, '--epochs', '1', '--preset', 'fast', '--backend', 'cpu'],
      ...['--unknown-precision', '0.99', '--json'],
    ])
    expect(run.code).toBe(0)
    expect(run.stderr).toMatch(/no probability gives 99.0 % right answers on dev/)
    expect(run.json()).toMatchObject({ unknown: { below: null } })
    expect(JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'))).not.toHaveProperty('answers')
  })
})

describe('answers', () => {
  test('are withheld below the threshold, alike by tfjs, ONNX Runtime and the server', async () => {
    const byTfjs = await predict()
    const { below } = manifest.answers.unknown
    for (const { label, probability } of byTfjs) expect(label === null).toBe(probability < below)
    expect(new Set(byTfjs.map(({ label }) => label === null)).size).toBe(2)
    const exported = (await textgate(['export', model, '--json', '--backend', 'wasm'])).json()
    expect(exported.certificate).toMatchObject({ labelChanges: 0 })
    const labels = byTfjs.map(({ label }) => label)
    expect((await predict()).map(({ label }) => label)).toEqual(labels)
    expect(await served()).toEqual(labels)
  })

  test('are given or withheld as --unknown-below says', async () => {
    expect((await predict('--unknown-below', '0')).every(({ label }) => label !== null)).toBe(true)
    const certain = await predict('--unknown-below', '1')
    // A probability may round to 1, which is not below it.
    for (const { label, probability } of certain) expect(label === null).toBe(probability < 1)
    expect(certain.filter(({ label }) => label === null).length).toBeGreaterThan(certain.length / 2)
  })

  test('that are withheld are unknown on the lines of predict, and --top-k lists the best labels beside', async () => {
    const unsure = (await predict()).findIndex(({ label }) => label === null)
    const { stdout } = await textgate(['predict', model, texts[unsure]!, '--top-k', '2'])
    expect(stdout).toMatch(/^unknown\t0\.\d{4}\t\S+ 0\.\d{4}, \S+ 0\.\d{4}\t/)
  })

  test('list the probabilities of the best labels alone with --top-k', async () => {
    const answers = await predict('--top-k', '2')
    expect(answers.every(({ probabilities }) => Object.keys(probabilities).length === 2)).toBe(true)
  })

  test('are counted by evaluate, with the share that is answered and the share of those that is right', async () => {
    const rows = (await readFile(testFile, 'utf8')).trimEnd().split('\n')
    const truth = rows.map((line) => JSON.parse(line).label)
    const answers = await predict()
    const answered = answers.flatMap(({ label }, i) => (label === null ? [] : [label === truth[i]]))
    const scored = (await textgate(['evaluate', model, '--data', testFile, '--json'])).json()
    expect(scored.answered).toEqual({
      from: manifest.answers.unknown.below,
      coverage: answered.length / rows.length,
      precision: answered.filter(Boolean).length / answered.length,
    })
    const all = (
      await textgate(['evaluate', model, '--data', testFile, '--unknown-below', '0', '--json'])
    ).json()
    expect(all).not.toHaveProperty('answered')
    expect(all.accuracy).toBe(scored.accuracy)
  })
})

async function served(): Promise<(string | null)[]> {
  const server = spawn(process.execPath, [textgateMain, 'serve', model, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    server.stdout.on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(JSON.parse(text.split('\n')[0]!).url)
    })
    server.once('exit', () => reject(new Error('the server ended')))
  })
  const response = await fetch(`${url}/v1/classify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: texts }),
  })
  const { predictions } = (await response.json()) as { predictions: Answer[] }
  server.kill('SIGTERM')
  await ended
  return predictions.map(({ label }) => label)
}

test.each([
  [['train', '--train', 'x', '--out', 'y', '--unknown-precision', '1'], 'between 0 and 1'],
  [['predict', 'x', 'hello', '--unknown-below', '1.5'], 'between 0 and 1'],
  [['predict', 'x', 'hello', '--top-k', '0'], '1 or more'],
])('%j is wrong usage', async (args, reason) => {
  const run = await textgate(args)
  expect(run.code).toBe(2)
  expect(run.stderr).toContain(reason)
})
