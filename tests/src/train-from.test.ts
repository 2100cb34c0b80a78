import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readBundle } from '@textgate/core/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Run, textgate, textgateMain } from './run-textgate.ts'

const corpus = join(import.meta.dirname, '../../examples/customer-messages')
const [trainFile, devFile] = ['train.jsonl', 'dev.jsonl'].map((name) => join(corpus, name)) as [
  string,
  string,
]

/** The encoder alone, and few checkpoints apart. */
const NETWORK = {
  model: { hiddenSize: 16, embeddingSize: 16, ngrams: 0 },
  training: { epochs: 2, calibration: 'none', averageDecay: 0, checkpointSeconds: 0.05 },
}

let parent: string
let first: string

/** One small training, which the claims below begin with. */
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'textgate-from-'))
  first = join(parent, 'first')
  const config = await configFile('first.jsonc', NETWORK)
  const run = await textgate([...data(), '--config', config, '--out', first])
  if (run.code !== 0) throw new Error(run.stderr)
})

afterAll(() => rm(parent, { recursive: true, force: true }))

async function configFile(name: string, config: unknown): Promise<string> {
  const file = join(parent, name)
  await writeFile(file, JSON.stringify(config))
  return file
}

function data(train = trainFile): string[] {
  return ['train', '--train', train, '--dev', devFile, '--backend', 'wasm', '--json']
}

function from(out: string, ...more: string[]): Promise<Run> {
  return textgate([...data(), '--from', first, '--out', join(parent, out), ...more])
}

function weightsOf(bundle: string): Promise<Buffer> {
  return readFile(join(parent, bundle, 'weights.safetensors'))
}

describe('train --from', () => {
  test('begins with the weights of the bundle, and keeps its tokenizer and network', async () => {
    const still = await configFile('still.jsonc', { training: { learningRate: 1e-12, epochs: 1 } })
    const run = await from('still', '--config', still)
    expect(run.stderr).toContain(`begins with the weights of ${first}`)
    const [before, after] = [await readBundle(first), await readBundle(join(parent, 'still'))]
    expect(after.tokenizerJson).toBe(before.tokenizerJson)
    expect(after.manifest.config.model).toEqual(before.manifest.config.model)
    expect(after.manifest.training.firstWeights).toMatch(/^[0-9a-f]{64}$/)
    for (const [name, { data }] of before.weights) {
      const moved = after.weights.get(name)!.data.map((value, i) => Math.abs(value - data[i]!))
      expect(Math.max(...moved), name).toBeLessThan(1e-8)
    }
  })

  test('goes on learning: two more epochs have a lower loss than the first two', async () => {
    const run = await from('more')
    const lossOf = async (bundle: string) =>
      (await readBundle(bundle)).manifest.training.history!.map(({ trainingLoss }) => trainingLoss)
    expect(run.code).toBe(0)
    const [before, after] = [await lossOf(first), await lossOf(join(parent, 'more'))]
    expect(Math.max(...after)).toBeLessThan(Math.min(...before))
  })

  test('killed and resumed ends with the bytes of a run that was never stopped', async () => {
    await from('steady', '--seed', '3')
    const args = [...data(), '--from', first, '--out', join(parent, 'killed'), '--seed', '3', '--resume']
    let kills = 0
    for (let afterMs = 1200; ; afterMs += 600) {
      const child = spawn(process.execPath, [textgateMain, ...args], { stdio: 'ignore' })
      const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
      const timer = setTimeout(() => child.kill('SIGKILL'), afterMs)
      const code = await exit
      clearTimeout(timer)
      if (code === 0) break
      expect(code).toBe(null)
      kills++
    }
    expect(kills).toBeGreaterThan(0)
    expect((await weightsOf('killed')).equals(await weightsOf('steady'))).toBe(true)
  })

  test('refuses labels that the model does not know, and with a new head learns them', async () => {
    const other = join(parent, 'other.jsonl')
    const text = await readFile(trainFile, 'utf8')
    await writeFile(other, text.replaceAll('"refund"', '"returns"'))
    const out = ['--from', first, '--dev-split', '0.2', '--out', join(parent, 'other'), '--json']
    const train = ['train', '--train', other, '--backend', 'wasm', ...out]
    const refused = await textgate(train)
    expect(refused.json().error).toMatchObject({
      code: 'LABELS_MISMATCH',
      details: { unknown: ['returns'] },
    })
    const run = await textgate([...train, '--new-head', '--epochs', '1'])
    expect(run.json().labels).toContain('returns')
    expect(run.json().labels).not.toContain('refund')
  })

  test('takes the configuration again that left n-grams and buckets to the texts, and keeps what they came to', async () => {
    const config = await configFile('open.jsonc', {
      model: { ...NETWORK.model, ngrams: 2, ngramBuckets: 'large' },
      training: { ...NETWORK.training, epochs: 1, ngramLength: 'auto' },
    })
    const train = [...data(), '--config', config]
    await textgate([...train, '--out', join(parent, 'open')])
    const run = await textgate([...train, '--from', join(parent, 'open'), '--out', join(parent, 'again')])
    expect(run.code).toBe(0)
    const [before, after] = [await readBundle(join(parent, 'open')), await readBundle(join(parent, 'again'))]
    expect(before.manifest.config.model.ngramBuckets).toBeTypeOf('number')
    expect(after.manifest.config.model).toEqual(before.manifest.config.model)
    expect(after.weights.get('ngrams.kernel')!.shape).toEqual(before.weights.get('ngrams.kernel')!.shape)
  })

  test.each([
    ['model.hiddenSize', { model: { hiddenSize: 17 } }],
    ['model.encoder', { model: { encoder: 'lstm' } }],
    ['tokenizer.lowercase', { tokenizer: { lowercase: false } }],
    ['training.vectors.file', { training: { vectors: { file: 'words.vec' } } }],
  ])('refuses another %s than the weights were made with', async (key, config) => {
    const run = await from('refused', '--config', await configFile('other.jsonc', config))
    expect(run.code).toBe(2)
    expect(run.json().error).toMatchObject({ code: 'CONFIG_INVALID', details: { key } })
  })
})
