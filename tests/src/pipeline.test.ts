import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServableBundle } from '@textgate/core'
import { readServableBundle, writeServableBundle } from '@textgate/core/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textgate, textgateMain } from './run-textgate.ts'

const corpus = join(import.meta.dirname, '../../examples/customer-messages')
const testFile = join(corpus, 'test.jsonl')

let parent: string
let model: string
let trained: Record<string, unknown>
let rows: { text: string; label: string }[]

/** One small training that all claims below look at. */
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'textgate-pipeline-'))
  model = join(parent, 'model')
  rows = (await readFile(testFile, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  trained = (await trainInto(model)).json()
})

afterAll(() => rm(parent, { recursive: true, force: true }))

/** The same bundle, but for one bias of its weights. */
function withOtherHead(bundle: ServableBundle): ServableBundle {
  const bias = bundle.weights.get('head.bias')
  if (!bias) throw new Error('the model has no head.bias')
  const data = bias.data.map((value, label) => (label === 0 ? value + 1 : value))
  return { ...bundle, weights: new Map([...bundle.weights, ['head.bias', { ...bias, data }]]) }
}

function trainInto(out: string, ...more: string[]): ReturnType<typeof textgate> {
  return textgate([
    'train',
    ...['--train', join(corpus, 'train.jsonl'), '--dev', join(corpus, 'dev.jsonl'), '--test', testFile],
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

describe('train', () => {
  test('learns the sample corpus far beyond chance and says so on the last line', () => {
    expect(trained.accuracy).toBeGreaterThan(0.6) // six labels: chance is 0.17
    expect(trained).toMatchObject({ backend: 'wasm', bundle: model })
    for (const key of ['accuracy', 'macroF1', 'microF1']) {
      expect(trained[key]).toBeGreaterThanOrEqual(0)
      expect(trained[key]).toBeLessThanOrEqual(1)
    }
  })

  test('chooses the tokenizer from the texts, says why, and writes both into the bundle', async () => {
    const reason = expect.stringContaining('held-out words')
    expect(trained.tokenizer).toEqual({ mode: 'words', reason })
    const thai = join(parent, 'thai.jsonl')
    const texts = ['พัสดุของฉันอยู่ที่ไหน', 'ฉันต้องการคืนสินค้า', 'พัสดุมาถึงเมื่อไร', 'ขอคืนเงินค่าสินค้า']
    const lines = [...texts, ...texts].map((text, i) => JSON.stringify({ text, label: i % 2 ? 'b' : 'a' }))
    await writeFile(thai, lines.join('\n'))
    const out = join(parent, 'thai')
    const short = ['--preset', 'fast', '--epochs', '1', '--dev', thai, '--backend', 'wasm', '--json']
    const run = await textgate(['train', '--train', thai, '--out', out, ...short])
    expect(run.stderr).toContain('tokenizer characters: 100 % of the letters are Thai')
    const { config, training } = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'))
    expect(config.tokenizer.mode).toBe('characters')
    expect(run.json().tokenizer).toEqual({ mode: 'characters', reason: training.tokenizerReason })
  })

  test('twice with one seed writes the same bytes, with another seed other weights', async () => {
    const short = ['--epochs', '2', '--portable']
    const [a, b, c] = ['a', 'b', 'c'].map((name) => join(parent, name)) as [string, string, string]
    await trainInto(a, ...short)
    await trainInto(b, ...short)
    await trainInto(c, ...short, '--seed', '2')
    const weights = (folder: string): Promise<Buffer> => readFile(join(folder, 'weights.safetensors'))
    expect((await weights(a)).equals(await weights(b))).toBe(true)
    expect((await weights(a)).equals(await weights(c))).toBe(false)
    for (const folder of [a, b]) {
      const exported = await textgate(['export', folder, '--text', '--backend', 'wasm'])
      expect(exported.code).toBe(0)
    }
    const files = await readdir(a)
    expect(files).toEqual(expect.arrayContaining(['manifest.json', 'model.onnx', 'model.text.onnx']))
    for (const name of files) {
      const [first, second] = await Promise.all([readFile(join(a, name)), readFile(join(b, name))])
      expect(first.equals(second), name).toBe(true)
    }
  })

  test('n-grams learn from the dev rows that were cut off at last, and from no row of a dev file', async () => {
    const manifestOf = async (folder: string) =>
      JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
    const given = await manifestOf(model)
    expect(given.config.training.refit).toBe(false)
    expect(given.training.refit).toBeUndefined()
    const out = join(parent, 'cut')
    const short = ['--preset', 'fast', '--epochs', '1', '--backend', 'wasm']
    const run = await textgate(['train', '--train', join(corpus, 'train.jsonl'), '--out', out, ...short])
    const { config, training } = await manifestOf(out)
    const rows = training.data.train.rows + training.data.dev.rows
    expect(rows).toBe((await readFile(join(corpus, 'train.jsonl'), 'utf8')).trimEnd().split('\n').length)
    expect(config.training.refit).toBe('ngrams')
    expect(training.refit).toEqual({ rows, epochs: 0, steps: 0 })
    expect(run.stderr).toContain(`training the n-grams again, on train and dev together, ${rows} rows`)
  })

  test('killed at any moment and resumed ends with the bytes of a run that was never stopped', async () => {
    const config = join(parent, 'resume.jsonc')
    await writeFile(
      config,
      '{"model":{"hiddenSize":16,"embeddingSize":16},"training":{"epochs":3,"checkpointSeconds":0.05}}',
    )
    const run = (out: string): string[] => [
      ...['train', '--train', join(corpus, 'train.jsonl'), '--config', config, '--backend', 'wasm'],
      ...['--out', join(parent, out)],
    ]
    await textgate(run('steady'))
    let kills = 0
    for (let afterMs = 400; ; afterMs += 350) {
      const child = spawn(process.execPath, [textgateMain, ...run('killed'), '--resume'], { stdio: 'ignore' })
      const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
      const timer = setTimeout(() => child.kill('SIGKILL'), afterMs)
      const code = await exit
      clearTimeout(timer)
      if (code === 0) break
      expect(code).toBe(null) // killed, and not failed
      kills++
    }
    expect(kills).toBeGreaterThan(1)
    for (const name of ['weights.safetensors', 'tokenizer.json', 'manifest.json']) {
      expect(
        (await readFile(join(parent, 'killed', name))).equals(await readFile(join(parent, 'steady', name))),
      ).toBe(true)
    }
    expect(existsSync(join(parent, 'killed.checkpoint'))).toBe(false)
  })

  test('faulty rows are shown with row and line and stop the run before anything is written', async () => {
    const data = join(parent, 'faulty.jsonl')
    await writeFile(
      data,
      '{"text":"good","label":"a"}\nno json\n{"text":"","label":"b"}\n{"text":"fine","label":"b"}\n',
    )
    const out = join(parent, 'never')
    const run = await textgate(['train', '--train', data, '--out', out, '--backend', 'cpu'])
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('DATA_ROW_INVALID')
    expect(run.stderr).toMatch(/line 2/)
    expect(run.stderr).toMatch(/line 3/)
  })
})

describe('after export', () => {
  let certificate: { largestDifference: number; texts: Record<string, number> }

  beforeAll(async () => {
    const run = await textgate(['export', model, '--json', '--backend', 'wasm'])
    expect(run.stderr).not.toContain('error:')
    certificate = run.json().certificate as typeof certificate
  })

  test('the certificate counts real and adversarial texts below the limit', () => {
    expect(certificate.texts.real).toBeGreaterThan(100)
    expect(certificate.largestDifference).toBeLessThan(1e-5)
  })

  test('inspect tells of a bundle and of its file alone what they hold, the certificate too', async () => {
    const bytes = (await readFile(join(model, 'model.onnx'))).length
    const bundle = (await textgate(['inspect', model, '--json'])).json()
    expect(bundle).toMatchObject({ bytes, certificate, producer: { name: 'textgate' } })
    const metadata = bundle.metadata as Record<string, string>
    expect(JSON.parse(metadata['textgate.labels'] as string)).toEqual(trained.labels)
    expect((await textgate(['inspect', join(model, 'model.onnx'), '--json'])).json()).toEqual(bundle)
    const shown = await textgate(['inspect', model])
    expect(shown.stdout).toMatch(/^layer +tensors +parameters +size$/m)
    expect(shown.stdout).toContain('GRU')
  })

  test('verify compares the same inputs again and finds the same, or those of a file that is named', async () => {
    const again = (await textgate(['verify', model, '--json', '--backend', 'wasm'])).json()
    expect(again).toMatchObject({ sameInputs: true, certificate, recorded: certificate })
    const other = await textgate(['verify', model, '--data', testFile, '--backend', 'wasm'])
    expect(other.code).toBe(0)
    expect(other.stdout).toContain('others than those of its certificate')
  })

  test('verify refuses weights that are not those of the exported model', async () => {
    const mixed = join(parent, 'mixed')
    await writeServableBundle(mixed, withOtherHead(await readServableBundle(model)))
    const run = await textgate(['verify', mixed, '--data', testFile, '--backend', 'wasm'])
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('PARITY_FAILED')
  })

  test('sign and verify --signed-by: the right key passes, another one and an unsigned bundle do not', async () => {
    const copy = join(parent, 'signed')
    await cp(model, copy, { recursive: true })
    const [mine, other] = ['mine', 'other'].map((name) => {
      const pair = generateKeyPairSync('ed25519')
      const files = { secret: join(parent, `${name}.pem`), open: join(parent, `${name}.pub.pem`) }
      writeFileSync(files.secret, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
      writeFileSync(files.open, pair.publicKey.export({ type: 'spki', format: 'pem' }))
      return files
    }) as [Record<'secret' | 'open', string>, Record<'secret' | 'open', string>]
    const verify = (key: string): ReturnType<typeof textgate> =>
      textgate(['verify', copy, '--signed-by', key, '--data', testFile, '--backend', 'wasm'])
    expect((await verify(mine.open)).stderr).toContain('BUNDLE_SIGNATURE_INVALID')
    expect((await textgate(['sign', copy, '--key', mine.secret])).code).toBe(0)
    expect((await verify(mine.open)).code).toBe(0)
    expect((await verify(other.open)).stderr).toContain('BUNDLE_SIGNATURE_INVALID')
    expect((await textgate(['sign', copy, '--key', join(parent, 'none.pem')])).stderr).toContain(
      'SIGNING_KEY_INVALID',
    )
    const again = await textgate(['export', copy, '--data', testFile, '--backend', 'wasm'])
    expect(again.stdout).toMatch(/is not signed any more.*textgate sign .* --key FILE/)
    expect((await verify(mine.open)).stderr).toContain('BUNDLE_SIGNATURE_INVALID')
  })

  test('inspect refuses what is no model, and names it', async () => {
    const file = join(parent, 'cut.onnx')
    await writeFile(file, (await readFile(join(model, 'model.onnx'))).subarray(0, 5000))
    for (const path of [file, join(parent, 'nothing.onnx')]) {
      const run = await textgate(['inspect', path])
      expect(run.code).toBe(1)
      expect(run.stderr).toContain('ONNX_INVALID')
      expect(run.stderr).toContain(path)
    }
  })

  test('evaluate through ONNX Runtime gives the figures of the training', async () => {
    const run = await textgate(['evaluate', model, '--data', testFile, '--json'])
    expect(run.json()).toMatchObject({
      accuracy: trained.accuracy,
      macroF1: trained.macroF1,
      engine: 'onnxruntime',
    })
  })

  test('predict answers arguments and standard input alike, a text a line', async () => {
    const texts = rows.slice(0, 5).map(({ text }) => text)
    const byArguments = await textgate(['predict', model, ...texts, '--json'])
    const byInput = await textgate(['predict', model, '--json'], { input: `${texts.join('\n')}\n` })
    expect(byInput.stdout).toBe(byArguments.stdout)
    const answers = byInput.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(answers.map(({ text }) => text)).toEqual(texts)
    for (const { label, probability, probabilities } of answers) {
      expect(probabilities[label]).toBe(probability)
      const sum = Object.values<number>(probabilities).reduce((total, p) => total + p, 0)
      expect(Math.abs(sum - 1)).toBeLessThan(1e-5)
    }
  })

  test('the served answers equal predict’s, and SIGTERM ends the server with 0', async () => {
    const texts = rows.map(({ text }) => text)
    const predicted = (
      await textgate(['predict', model, '--json'], { input: `${texts.join('\n')}\n` })
    ).stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const server = spawn(process.execPath, [textgateMain, 'serve', model, '--port', '0', '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const exit = new Promise<number | null>((resolve) => server.once('exit', resolve))
    const url = await new Promise<string>((resolve, reject) => {
      let text = ''
      server.stdout.on('data', (chunk) => {
        text += chunk
        if (text.includes('\n')) resolve(JSON.parse(text.split('\n')[0] ?? '').url)
      })
      server.once('exit', () => reject(new Error('the server ended')))
    })
    for (let start = 0; start < texts.length; start += 50) {
      const response = await fetch(`${url}/v1/classify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: texts.slice(start, start + 50) }),
      })
      const { predictions } = (await response.json()) as {
        predictions: { label: string; probability: number }[]
      }
      predictions.forEach(({ label, probability }, i) => {
        expect(label).toBe(predicted[start + i].label)
        expect(Math.abs(probability - predicted[start + i].probability)).toBeLessThan(1e-5)
      })
    }
    server.kill('SIGTERM')
    expect(await exit).toBe(0)
  })

  test('a tampered model is refused by code', async () => {
    const copy = join(parent, 'tampered')
    await cp(model, copy, { recursive: true })
    const bytes = await readFile(join(copy, 'model.onnx'))
    bytes[100]! ^= 1
    await writeFile(join(copy, 'model.onnx'), bytes)
    const run = await textgate(['predict', copy, 'hello'])
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('BUNDLE_FILE_TAMPERED')
  })

  test('exporting without any real text is refused', async () => {
    const moved = join(parent, 'elsewhere/moved')
    await cp(model, moved, { recursive: true })
    const run = await textgate(['export', moved, '--backend', 'wasm'])
    expect(run.stderr).toContain('PARITY_NEEDS_TEXTS')
    expect(run.code).toBe(1)
    await rm(moved, { recursive: true })
  })
})

describe('the command line', () => {
  test.each([
    [['train'], 2, 'USAGE'],
    [['nonsense'], 2, 'USAGE'],
    [['train', '--train', 'x', '--out', 'y', '--frobnicate'], 2, 'USAGE'],
    [['train', '--train', 'x', '--out', 'y', '--preset', 'huge'], 2, 'USAGE'],
    [['train', '--train', 'x', '--out', 'y', '--dev', 'z', '--dev-split', '0.1'], 2, 'USAGE'],
    [['serve', 'x', '--port', 'http'], 2, 'USAGE'],
    [
      ['train', '--train', '/nowhere.jsonl', '--out', '/tmp/textgate-none', '--backend', 'cpu'],
      1,
      'DATA_FILE_UNREADABLE',
    ],
    [['predict', '/nowhere', 'hello'], 1, 'BUNDLE_NOT_FOUND'],
  ])('%j exits with %d and one line with %s', async (args, code, errorCode) => {
    const run = await textgate(args)
    expect(run.code).toBe(code)
    const errors = run.stderr.split('\n').filter((line) => line.startsWith('error: '))
    expect(errors).toHaveLength(1)
    expect(errors[0]).toContain(errorCode)
    expect(run.stderr).not.toMatch(/^\s+at /m)
  })

  test.each(['--dev', '--test'])(
    'a %s file that is missing is told before anything is learnt',
    async (flag) => {
      const files = ['--train', join(corpus, 'train.jsonl'), flag, join(parent, 'missing.jsonl')]
      const run = await textgate(['train', ...files, '--out', join(parent, 'none'), '--backend', 'wasm'])
      expect(run.code).toBe(1)
      expect(run.stderr).toMatch(/error: DATA_FILE_UNREADABLE: .*missing\.jsonl/)
      expect(run.stderr).not.toContain('vocabulary')
    },
  )

  test('--debug shows the stack, --json the error as an object', async () => {
    const run = await textgate(['predict', '/nowhere', 'hello', '--debug', '--json'])
    expect(run.stderr).toMatch(/^\s+at /m)
    expect(run.json()).toMatchObject({ error: { code: 'BUNDLE_NOT_FOUND' } })
  })

  test('init writes a configuration that train accepts, and never replaces a file', async () => {
    const file = join(parent, 'my.config.jsonc')
    expect((await textgate(['init', file])).code).toBe(0)
    expect((await textgate(['init', file])).code).toBe(2)
    const { $schema } = JSON.parse((await readFile(file, 'utf8')).replace(/^\s*\/\/.*$/gm, '')) as {
      $schema: string
    }
    expect(JSON.parse(await readFile(join(parent, $schema), 'utf8'))).toHaveProperty('properties.training')
  })

  test('doctor shows Node, the backends and ONNX Runtime', async () => {
    const run = await textgate(['doctor', '--json'])
    expect(run.code).toBe(0)
    const report = run.json() as { node: string; backends: { backend: string; available: boolean }[] }
    expect(report.node).toBe(process.versions.node)
    expect(report.backends.find(({ backend }) => backend === 'wasm')?.available).toBe(true)
  })
})
