import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ServableBundle } from '../bundle.ts'
import { isTextgateError } from '../errors.ts'
import { randomGenerator } from '../random.ts'
import { exampleBundle } from '../testing/example-bundle.ts'
import { readBundle, readServableBundle } from './read-bundle.ts'
import { checkBundleTarget, writeBundle, writeServableBundle } from './write-bundle.ts'

const servable: ServableBundle = {
  ...exampleBundle(),
  onnx: Uint8Array.of(8, 9, 10),
  certificate: {
    texts: { real: 1 },
    inputsSha256: '0'.repeat(64),
    largestDifference: 1e-7,
    tolerance: 1e-5,
    labelChanges: 0,
    opset: 21,
    versions: {},
  },
}

let parent: string
let folder: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'textgate-bundle-'))
  folder = join(parent, 'nested/model')
})
afterEach(() => rm(parent, { recursive: true, force: true }))

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('nothing was refused'),
    (thrown: unknown) => thrown,
  )
  if (isTextgateError(error)) return error.code
  throw error
}

describe('a bundle on disk', () => {
  test('reads back as it was written, before and after export', async () => {
    const bundle = exampleBundle('there and back')
    await writeBundle(folder, bundle)
    expect(await readBundle(folder)).toEqual(bundle)
    await writeServableBundle(folder, servable)
    expect(await readServableBundle(folder)).toEqual(servable)
  })

  test('keeps the variants of its exported model, and replaces a folder that has them', async () => {
    const { certificate } = servable
    const record = { mode: 'int8', texts: 9, largestDifference: 0.01, agreement: 1 }
    const quantization = { ...record, accuracy: { trained: 0.9, quantized: 0.8 } }
    const variants = {
      int8: { onnx: Uint8Array.of(1, 2), certificate: { ...certificate, labelChanges: 3, quantization } },
      other: { onnx: Uint8Array.of(3), certificate: { ...certificate, quantization: record } },
    }
    await writeServableBundle(folder, { ...servable, variants })
    expect(await readServableBundle(folder)).toEqual({ ...servable, variants })
    expect(await readdir(folder)).toContain('model.int8.onnx')
    await writeFile(join(folder, 'model.int8.onnx'), Uint8Array.of(1, 3))
    expect(await codeOf(readBundle(folder))).toBe('BUNDLE_FILE_TAMPERED')
    await writeServableBundle(folder, servable)
    expect(await readdir(folder)).not.toContain('model.int8.onnx')
  })

  test('keeps the history of its training, with a dev part and without', async () => {
    const bundle = exampleBundle()
    const dev = { loss: 0.1 + 0.2, accuracy: 2 / 3, macroF1: 0.5 }
    const history = [
      { epoch: 1, trainingLoss: 1 / 3, dev },
      { epoch: 2, trainingLoss: 0.25 },
    ]
    const manifest = { ...bundle.manifest, training: { ...bundle.manifest.training, history } }
    await writeBundle(folder, { ...bundle, manifest })
    expect((await readBundle(folder)).manifest.training.history).toEqual(history)
  })

  test('of before n-grams reads as a model without them', async () => {
    const bundle = await readBundle(fileURLToPath(new URL('../../fixtures/bundle-v1', import.meta.url)))
    expect(bundle.manifest.config.model.ngrams).toBe(0)
    expect(bundle).toEqual(exampleBundle('before n-grams'))
  })

  test('equal bundles are equal bytes', async () => {
    await writeServableBundle(join(parent, 'a'), servable)
    await writeServableBundle(join(parent, 'b'), servable)
    for (const name of await readdir(join(parent, 'a'))) {
      expect(await readFile(join(parent, 'a', name))).toEqual(await readFile(join(parent, 'b', name)))
    }
  })

  test('can be read by other users as any new folder', async () => {
    await writeBundle(folder, exampleBundle())
    expect((await stat(folder)).mode & 0o777).toBe(0o777 & ~process.umask())
  })

  test('that was never exported cannot be served', async () => {
    await writeBundle(folder, exampleBundle())
    expect(await codeOf(readServableBundle(folder))).toBe('BUNDLE_NOT_EXPORTED')
  })

  test.each(['tokenizer.json', 'weights.safetensors', 'model.onnx'])(
    'is refused when one byte of %s differs',
    async (name) => {
      await writeServableBundle(folder, servable)
      const bytes = await readFile(join(folder, name))
      bytes[bytes.length - 1]! ^= 1
      await writeFile(join(folder, name), bytes)
      expect(await codeOf(readBundle(folder))).toBe('BUNDLE_FILE_TAMPERED')
    },
  )

  test.each(['tokenizer.json', 'weights.safetensors', 'model.onnx'])(
    'is refused without %s',
    async (name) => {
      await writeServableBundle(folder, servable)
      await rm(join(folder, name))
      expect(await codeOf(readBundle(folder))).toBe('BUNDLE_FILE_MISSING')
    },
  )

  const edits: [string, (manifest: Record<string, unknown>) => void, string][] = [
    [
      'of a newer format',
      (manifest) => Object.assign(manifest, { formatVersion: 2 }),
      'BUNDLE_FORMAT_TOO_NEW',
    ],
    ['without labels', (manifest) => delete manifest.labels, 'BUNDLE_MANIFEST_INVALID'],
    [
      'with a label twice',
      (manifest) => Object.assign(manifest, { labels: ['a', 'a'] }),
      'BUNDLE_MANIFEST_INVALID',
    ],
    [
      'that points outside its folder',
      (manifest) => Object.assign(manifest.files as object, { '../x': { bytes: 0, sha256: '0'.repeat(64) } }),
      'BUNDLE_MANIFEST_INVALID',
    ],
    [
      'with an epoch that has no loss',
      (manifest) => Object.assign(manifest.training as object, { history: [{ epoch: 1 }] }),
      'BUNDLE_MANIFEST_INVALID',
    ],
    [
      'with the fingerprint of another tokenizer',
      (manifest) => Object.assign(manifest, { tokenizerFingerprint: '0'.repeat(64) }),
      'BUNDLE_FILE_TAMPERED',
    ],
  ]
  test.each(edits)('%s is refused', async (_case, edit, code) => {
    await writeBundle(folder, exampleBundle())
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
    edit(manifest)
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
    expect(await codeOf(readBundle(folder))).toBe(code)
  })

  test('is not found where there is no manifest, and invalid where it is no JSON', async () => {
    expect(await codeOf(readBundle(folder))).toBe('BUNDLE_NOT_FOUND')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'manifest.json'), '{')
    expect(await codeOf(readBundle(folder))).toBe('BUNDLE_MANIFEST_INVALID')
  })
})

describe('writing', () => {
  test('never replaces a folder that holds anything else', async () => {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'thesis.txt'), 'years of work')
    expect(await codeOf(checkBundleTarget(folder))).toBe('BUNDLE_WRITE_FAILED')
    expect(await codeOf(writeBundle(folder, exampleBundle()))).toBe('BUNDLE_WRITE_FAILED')
    expect(await readFile(join(folder, 'thesis.txt'), 'utf8')).toBe('years of work')
  })

  test('into a file, or below one, fails by code and leaves no litter', async () => {
    const file = join(parent, 'file')
    await writeFile(file, 'x')
    expect(await codeOf(writeBundle(file, exampleBundle()))).toBe('BUNDLE_WRITE_FAILED')
    expect(await codeOf(writeBundle(join(file, 'below'), exampleBundle()))).toBe('BUNDLE_WRITE_FAILED')
    expect(await readdir(parent)).toEqual(['file'])
  })

  const root = process.getuid?.() === 0
  if (root) console.log('skipped: writing without permission: root may write everywhere')
  test.skipIf(root)('into a folder without permission fails by code', async () => {
    await chmod(parent, 0o500)
    expect(await codeOf(writeBundle(folder, exampleBundle()))).toBe('BUNDLE_WRITE_FAILED')
  })

  test('that is killed at any moment leaves the old bundle, the new one, or none', async () => {
    const module = join(import.meta.dirname, '../../dist/node/index.js')
    const testing = join(import.meta.dirname, '../../dist/testing/index.js')
    const script = `
      const { writeBundle } = await import(${JSON.stringify(module)})
      const { exampleBundle } = await import(${JSON.stringify(testing)})
      process.stdout.write('ready')
      for (let seed = 0; ; seed++) await writeBundle(${JSON.stringify(folder)}, exampleBundle(seed))`
    const random = randomGenerator('kill')
    let seen = 0
    // At least 12 kills, and as many more as a slow machine needs to have written something.
    for (let round = 0; round < 12 || (seen === 0 && round < 60); round++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await new Promise((resolve) => child.stdout.once('data', resolve))
      await wait(5 + random.integer(60 + 20 * round))
      child.kill('SIGKILL')
      await new Promise((resolve) => child.once('exit', resolve))
      if (!existsSync(folder)) continue
      await readBundle(folder) // checks every hash
      seen++
    }
    expect(seen).toBeGreaterThan(0)
  })

  test('over a bundle replaces it whole', async () => {
    await writeServableBundle(folder, servable)
    const copy = join(parent, 'copy')
    await cp(folder, copy, { recursive: true })
    const trainedAgain = exampleBundle('trained again')
    await writeBundle(folder, trainedAgain)
    expect(await readBundle(folder)).toEqual(trainedAgain)
    expect(await readServableBundle(copy)).toEqual(servable)
  })
})
