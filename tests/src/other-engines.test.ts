import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeSafetensors, randomGenerator, type WeightTensor } from '@textgate/core'
import { readServableBundle, writeServableBundle } from '@textgate/core/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Run, textgate } from './run-textgate.ts'

const corpus = join(import.meta.dirname, '../../examples/customer-messages')
const [trainFile, devFile] = ['train.jsonl', 'dev.jsonl'].map((name) => join(corpus, name)) as [
  string,
  string,
]

let parent: string
let model: string

/** One small training and its export, which the claims below begin with. */
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'textgate-import-'))
  model = join(parent, 'model')
  await succeeds('train', ...data(), '--out', model, '--epochs', '2', '--portable', ...CONFIG)
  await succeeds('export', model, '--text')
})

afterAll(() => rm(parent, { recursive: true, force: true }))

const CONFIG = ['--config', join(corpus, 'textgate.config.jsonc'), '--backend', 'wasm', '--json']

function data(): string[] {
  return ['--train', trainFile, '--dev', devFile]
}

async function succeeds(...args: string[]): Promise<Run> {
  const run = await textgate(args)
  if (run.code !== 0) throw new Error(`textgate ${args.join(' ')}: ${run.stderr}`)
  return run
}

function bytesOf(bundle: string, name: string): Promise<Buffer> {
  return readFile(join(bundle, name))
}

describe('import', () => {
  test('makes of an exported file the bundle that it came from, to the bit', async () => {
    const out = join(parent, 'imported')
    const run = await succeeds('import', join(model, 'model.onnx'), '--out', out, '--json')
    expect(run.json()).toMatchObject({ bundle: out, source: 'onnx', model: { encoder: 'gru' } })
    const difference = /largest difference (\S+) /.exec(run.stderr)?.[1]
    expect(Number(difference)).toBeLessThan(1e-6)
    for (const name of ['weights.safetensors', 'tokenizer.json']) {
      expect((await bytesOf(out, name)).equals(await bytesOf(model, name)), name).toBe(true)
    }
    const texts = ['where is my parcel', '我想退货']
    const [before, after] = [
      await succeeds('predict', model, ...texts),
      await succeeds('predict', out, ...texts),
    ]
    expect(after.stdout).toBe(before.stdout)
  })

  test('what it imported can be exported again, and the file has the same weights', async () => {
    const [out, again] = [join(parent, 'exported-again'), join(parent, 'imported-again')]
    await succeeds('import', join(model, 'model.onnx'), '--out', out)
    await succeeds('export', out, '--data', devFile)
    await succeeds('import', join(out, 'model.onnx'), '--out', again)
    const [first, second] = [
      await bytesOf(out, 'weights.safetensors'),
      await bytesOf(again, 'weights.safetensors'),
    ]
    expect(first.equals(second)).toBe(true)
  })

  test('of a file away from its bundle asks for the tokenizer, and refuses another one', async () => {
    const file = join(parent, 'moved.onnx')
    await cp(join(model, 'model.onnx'), file)
    const out = ['--out', join(parent, 'nothing'), '--json']
    const missing = await textgate(['import', file, ...out])
    expect(missing.json().error).toMatchObject({ code: 'TOKENIZER_INVALID' })
    const other = await textgate(['import', file, '--tokenizer', join(model, 'manifest.json'), ...out])
    expect(other.json().error).toMatchObject({ code: 'TOKENIZER_MISMATCH' })
    const right = await textgate(['import', file, '--tokenizer', join(model, 'tokenizer.json'), ...out])
    expect(right.code).toBe(0)
  })

  test('refuses the file that reads texts, and names the one that it takes', async () => {
    const file = join(model, 'model.text.onnx')
    const run = await textgate(['import', file, '--out', join(parent, 'refused'), '--json'])
    const message = expect.stringMatching(
      /its input text is of string.*import the model\.onnx of the same bundle/,
    )
    expect(run.json().error).toMatchObject({ code: 'IMPORT_UNSUPPORTED', message })
  })

  test('names the file that is no ONNX model, and writes nothing', async () => {
    const out = join(parent, 'refused')
    const file = join(model, 'tokenizer.json')
    const run = await textgate(['import', file, '--from', 'onnx', '--out', out, '--json'])
    expect(run.code).toBe(1)
    expect(run.json().error).toMatchObject({ code: 'ONNX_INVALID', message: expect.stringContaining(file) })
    await expect(readFile(join(out, 'manifest.json'))).rejects.toThrow()
  })
})

describe('import of a network of torch', () => {
  const TOKENS = ['<pad>', '<unk>', 'where', 'is', 'my', 'parcel', 'refund', '退', '款']
  let file: string
  let vocabulary: string

  beforeAll(async () => {
    const random = randomGenerator('a network of torch')
    const tensor = (...shape: number[]): WeightTensor => ({
      shape,
      data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
    })
    const weights = new Map([
      ['embedding.weight', tensor(TOKENS.length, 4)],
      ['encoder.weight_ih_l0', tensor(12, 4)],
      ['encoder.weight_hh_l0', tensor(12, 3)],
      ['fc.weight', tensor(6, 3)],
      ['fc.bias', tensor(6)],
    ])
    file = join(parent, 'torch.safetensors')
    vocabulary = join(parent, 'tokens.txt')
    await writeFile(file, encodeSafetensors(weights))
    await writeFile(vocabulary, `${TOKENS.join('\n')}\n`)
    await writeFile(join(parent, 'names.json'), '{"recurrent": "encoder"}')
  })

  const LABELS = 'account,complaint,order_status,payment,product_info,refund'
  const imported = (out: string, ...more: string[]) =>
    textgate([
      ...['import', file, '--names', join(parent, 'names.json'), '--vocabulary', vocabulary],
      ...['--labels', LABELS, '--out', join(parent, out), '--json', ...more],
    ])

  test('is a bundle that predicts, goes on training and is exported with proof', async () => {
    const run = await imported('torch')
    expect(run.json()).toMatchObject({
      source: 'torch',
      model: { encoder: 'lstm', ngrams: 0 },
      vocabularySize: 9,
    })
    const bundle = join(parent, 'torch')
    expect((await succeeds('predict', bundle, 'where is my parcel')).stdout).toMatch(/^\w+\t/)
    const out = join(parent, 'torch-trained')
    const trained = await succeeds(
      'train',
      ...data(),
      '--from',
      bundle,
      '--epochs',
      '1',
      '--out',
      out,
      '--json',
    )
    expect(trained.json().labels).toEqual(LABELS.split(','))
    await succeeds('export', out)
  })

  test('asks for what the file does not say, and names what does not fit', async () => {
    const bare = await textgate(['import', file, '--out', join(parent, 'none'), '--json'])
    expect(bare.json().error).toMatchObject({ code: 'USAGE', message: expect.stringContaining('--labels') })
    const two = await imported('none', '--labels', 'yes,no')
    expect(two.json().error).toMatchObject({ code: 'IMPORT_UNSUPPORTED', details: { outputs: 6 } })
    await writeFile(vocabulary, TOKENS.slice(0, 8).join('\n'))
    expect((await imported('none')).json().error).toMatchObject({
      code: 'TOKENIZER_MISMATCH',
      details: { tokens: 8, rows: 9 },
    })
    const pooled = await imported('none', '--pooling', 'max-mean')
    expect(pooled.json().error).toMatchObject({ code: 'IMPORT_UNSUPPORTED', details: { expected: 6 } })
  })

  test('of a file of unknown ending asks what wrote it, and of an .onnx file takes no labels', async () => {
    for (const args of [[vocabulary], [join(model, 'model.onnx'), '--labels', 'a,b']]) {
      const run = await textgate(['import', ...args, '--out', join(parent, 'none'), '--json'])
      expect(run.code).toBe(2)
      expect(run.json().error).toMatchObject({ code: 'USAGE' })
    }
  })
})

describe('export --layout', () => {
  test('triton writes a model repository with the very file of the bundle, and replaces its own', async () => {
    const out = join(parent, 'repository')
    const run = (...more: string[]) =>
      succeeds('export', model, '--layout', 'triton', '--out', out, '--name', 'tickets', ...more)
    await run()
    await run('--max-batch-size', '8', '--json')
    const bundle = await readServableBundle(model)
    const written = (path: string) => readFile(join(out, 'tickets', path))
    expect((await readdir(out)).sort()).toEqual(['tickets'])
    expect((await written('1/model.onnx')).equals(bundle.onnx)).toBe(true)
    expect(await written('labels.txt')).toEqual(Buffer.from(`${bundle.manifest.labels.join('\n')}\n`))
    expect(String(await written('config.pbtxt'))).toContain('max_batch_size: 8\n')
  })

  test('with --text takes the file that reads texts, where there is one', async () => {
    const out = join(parent, 'texts')
    await succeeds('export', model, '--layout', 'triton', '--text', '--out', out)
    const { variants } = await readServableBundle(model)
    expect((await readFile(join(out, 'model/1/model.onnx'))).equals(variants!.text!.onnx)).toBe(true)
    const config = await readFile(join(out, 'model/config.pbtxt'), 'utf8')
    expect(config).toContain('name: "text"\n    data_type: TYPE_STRING\n    dims: [ 1 ]\n')
    await rm(join(parent, 'plain'), { recursive: true, force: true })
    const { variants: _, ...plain } = await readServableBundle(model)
    await writeServableBundle(join(parent, 'plain'), plain)
    const run = await textgate([
      'export',
      join(parent, 'plain'),
      '--layout',
      'triton',
      '--text',
      '--out',
      out,
      '--json',
    ])
    expect(run.json().error).toMatchObject({ code: 'VARIANT_NOT_FOUND' })
  })

  test('leaves a folder alone that holds anything else', async () => {
    const out = join(parent, 'mine')
    await mkdir(join(out, 'model'), { recursive: true })
    await writeFile(join(out, 'model', 'notes.txt'), 'mine')
    const run = await textgate(['export', model, '--layout', 'triton', '--out', out, '--json'])
    expect(run.json().error).toMatchObject({ code: 'LAYOUT_WRITE_FAILED' })
    expect(await readFile(join(out, 'model', 'notes.txt'), 'utf8')).toBe('mine')
  })

  test('kserve writes the manifest beside the repository, and needs an address', async () => {
    const out = join(parent, 'kserve')
    const args = ['export', model, '--layout', 'kserve', '--out', out]
    expect((await textgate(args)).code).toBe(2)
    await succeeds(...args, '--storage-uri', 's3://bucket/models')
    expect(await readdir(join(out, 'models'))).toEqual(['model'])
    const manifest = await readFile(join(out, 'inference-service.yaml'), 'utf8')
    expect(manifest).toContain('storageUri: s3://bucket/models\n')
  })
})
