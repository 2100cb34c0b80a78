import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readServableBundle } from '@textgate/core/node'
import { loadClassifier, startServer } from '@textgate/serve'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { textgate } from './run-textgate.ts'

const corpus = join(import.meta.dirname, '../../examples/customer-messages')
const testFile = join(corpus, 'test.jsonl')
const FORMS = ['int8', 'int8-bulk', 'int4-embedding'] as const

interface Exported {
  readonly bytes: number
  readonly variants: Record<
    string,
    { bytes: number; certificate: { quantization: { agreement: number; texts: number; accuracy: object } } }
  >
}

let folder: string
let model: string
let exported: Exported
let texts: string[]

afterAll(() => rm(folder, { recursive: true, force: true }))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-quantized-'))
  model = join(folder, 'model')
  const files = ['--train', join(corpus, 'train.jsonl'), '--dev', join(corpus, 'dev.jsonl')]
  const config = ['--config', join(corpus, 'textgate.config.jsonc'), '--epochs', '3', '--portable']
  const run = await textgate(['train', ...files, ...config, '--backend', 'wasm', '--out', model])
  expect(run.code).toBe(0)
  const forms = ['--quantize', FORMS.join(','), '--data', testFile]
  exported = (await textgate(['export', model, ...forms, '--backend', 'wasm', '--json'])).json() as never
  const lines = (await readFile(testFile, 'utf8')).trimEnd().split('\n')
  texts = lines.map((line) => JSON.parse(line).text)
})

test('export --quantize writes model.onnx, where it is missing, and each form with its certificate', async () => {
  const { onnx, variants = {} } = await readServableBundle(model)
  expect(onnx.length).toBe(exported.bytes)
  expect(Object.keys(variants).sort()).toEqual([...FORMS].sort())
  for (const form of FORMS) {
    expect(await readdir(model)).toContain(`model.${form}.onnx`)
    expect(exported.variants[form]).toEqual({
      file: `model.${form}.onnx`,
      bytes: variants[form]?.onnx.length,
      certificate: variants[form]?.certificate,
    })
    expect(exported.variants[form]?.bytes).toBeLessThan(0.3 * exported.bytes)
  }
})

test('each form records how it answers beside the trained model, as predict --variant then does', async () => {
  const answersOf = async (...more: string[]): Promise<string[]> => {
    const input = texts.map((text) => `${text}\n`).join('')
    const { stdout } = await textgate(['predict', model, ...more], { input })
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')[0] as string)
  }
  const trained = await answersOf()
  for (const form of FORMS) {
    const quantized = await answersOf('--variant', form)
    const alike = quantized.filter((answer, i) => answer === trained[i]).length
    const { agreement, accuracy, texts: compared } = exported.variants[form]!.certificate.quantization
    expect(compared).toBe(texts.length)
    expect(agreement).toBeCloseTo(alike / texts.length, 9)
    expect(accuracy).toEqual({ trained: expect.any(Number), quantized: expect.any(Number) })
  }
})

test('verify proves every form again on the same inputs', async () => {
  const run = await textgate(['verify', model, '--data', testFile, '--backend', 'wasm', '--json'])
  expect(run.json()).toMatchObject({
    sameInputs: true,
    variants: Object.fromEntries(
      FORMS.map((form) => [form, { sameInputs: true, certificate: exported.variants[form]?.certificate }]),
    ),
  })
})

test('inspect --variant tells of that form', async () => {
  const run = await textgate(['inspect', model, '--variant', 'int8-bulk'])
  expect(run.stdout).toContain('Scan × 2')
  expect(run.stdout).toMatch(/^quantised as int8-bulk: beside the trained model \d/m)
})

test('a server of a form answers like the form in this process', async () => {
  const classifier = await loadClassifier(await readServableBundle(model), { variant: 'int8-bulk' })
  const server = await startServer({ folder: model, variant: 'int8-bulk', port: 0, workers: 1 })
  const response = await fetch(`${server.url}/v1/classify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: texts }),
  })
  const { predictions } = (await response.json()) as { predictions: unknown }
  expect(predictions).toEqual(await classifier.classify(texts))
  await Promise.all([server.close(), classifier.close()])
})

test('a form that the bundle has not, and one that does not exist, are named with those there are', async () => {
  const asked = await textgate(['serve', model, '--variant', 'int2', '--port', '0'])
  expect(asked.code).toBe(1)
  expect(asked.stderr).toMatch(/VARIANT_NOT_FOUND: .*int2.* has int8, int8-bulk, int4-embedding/)
  const wanted = await textgate(['export', model, '--quantize', 'int2'])
  expect(wanted.stderr).toMatch(/USAGE: .*"int2" is none of int8, int8-bulk, int4-embedding/)
})

test('another export keeps the forms that are there', async () => {
  expect((await textgate(['export', model, '--data', testFile, '--backend', 'wasm'])).code).toBe(0)
  expect(Object.keys((await readServableBundle(model)).variants ?? {}).sort()).toEqual([...FORMS].sort())
})

test('a form that reads texts is one more variant, proved, verified and laid out for Triton', async () => {
  const data = ['--data', testFile, '--backend', 'wasm', '--json']
  const run = await textgate(['export', model, '--text', '--quantize', 'int8', ...data])
  const { variants } = run.json() as unknown as Exported
  const { certificate } = variants['text-int8']!
  expect(certificate.quantization).toEqual(variants.int8!.certificate.quantization)
  expect(certificate).toMatchObject({ tolerance: 1e-5, texts: { real: texts.length, fuzzed: 1000 } })
  const { onnx } = (await readServableBundle(model)).variants!['text-int8']!
  expect(onnx.length).toBeLessThan(0.4 * exported.bytes)

  const verified = (await textgate(['verify', model, ...data])).json() as unknown as Exported
  for (const name of ['text', 'text-int8']) {
    expect(verified.variants[name]).toMatchObject({
      sameInputs: true,
      certificate: variants[name]!.certificate,
    })
  }
  const out = join(folder, 'repository')
  await textgate([
    'export',
    model,
    '--layout',
    'triton',
    '--variant',
    'text-int8',
    '--out',
    out,
    '--name',
    'm',
  ])
  expect((await readFile(join(out, 'm/1/model.onnx'))).equals(onnx)).toBe(true)

  const served = await textgate(['serve', model, '--variant', 'text-int8', '--port', '0'])
  expect(served.stderr).toMatch(/takes texts by itself/)
})
