import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ServableBundle } from '@textgate/core'
import { readServableBundle, writeServableBundle } from '@textgate/core/node'
import { exportOnnx, importOnnx, inspectModel, tritonRepository, verifyBundle } from '@textgate/onnx-export'
import { loadClassifier, startServer } from '@textgate/serve'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { missingPeers, peerPython } from './support/peer-python.ts'
import { corpusTexts, type RandomClassifier, randomClassifier } from './support/random-bundle.ts'

const missing = missingPeers(['onnx', 'onnxruntime', 'numpy'])
if (missing) console.log(`external data is not read by Python: ${missing}`)

const texts = corpusTexts().slice(0, 200)
let parent: string
let folder: string
let classifier: RandomClassifier
let whole: ServableBundle
let apart: ServableBundle
let ids: Int32Array[]

// A limit of 20,000 bytes stands for protobuf's two gigabytes.
beforeAll(async () => {
  await prepareBackend({ prefer: 'wasm' })
  parent = await mkdtemp(join(tmpdir(), 'textgate-external-'))
  folder = join(parent, 'model')
  // Max and mean give a text the same bits in any batch; sums that attention weighs do not.
  const model = {
    embeddingSize: 32,
    hiddenSize: 32,
    ngrams: 2,
    ngramBuckets: 1024,
    pooling: 'max-mean',
  } as const
  classifier = await randomClassifier({ model }, { texts })
  ids = texts.map((text) => classifier.tokenizer.encodeIds(text))
  const evidence = { reference: classifier.model, texts: ids }
  whole = await exportOnnx(classifier.bundle, evidence)
  apart = await exportOnnx(classifier.bundle, evidence, { maximumBytes: 20_000 })
  await writeServableBundle(folder, apart)
})

afterAll(async () => {
  classifier.model.dispose()
  await rm(parent, { recursive: true, force: true })
})

test('weights that do not fit go to a file beside the model, which has the same proof', async () => {
  expect(whole.externalData).toBeUndefined()
  expect(apart.onnx.length).toBeLessThan(20_000)
  expect(apart.externalData?.file).toBe('model.onnx.data')
  expect(apart.certificate).toEqual(whole.certificate)
  const outside = inspectModel(apart.onnx).tensors.filter(({ externalFile }) => externalFile)
  expect(outside.map(({ name }) => name)).toContain('embedding')
  const bytes = outside.reduce((sum, tensor) => sum + tensor.bytes, 0)
  expect(apart.externalData?.data.length).toBeGreaterThanOrEqual(bytes)
})

test('a bundle keeps both files, and one that was changed or lost is named', async () => {
  expect(await readdir(folder)).toContain('model.onnx.data')
  expect(await readServableBundle(folder)).toEqual(apart)
  const data = join(folder, 'model.onnx.data')
  const good = await readFile(data)
  await writeFile(
    data,
    good.map((byte, i) => (i === 100 ? byte ^ 1 : byte)),
  )
  await expect(readServableBundle(folder)).rejects.toThrow(/BUNDLE_FILE_TAMPERED.*model\.onnx\.data/)
  await rm(data)
  await expect(readServableBundle(folder)).rejects.toThrow(/BUNDLE_FILE_MISSING.*model\.onnx\.data/)
  await writeServableBundle(folder, whole)
  expect(await readdir(folder)).not.toContain('model.onnx.data')
  await writeServableBundle(folder, apart)
})

test('is verified, imported and laid out as a model in one file is', async () => {
  const bundle = await readServableBundle(folder)
  const verified = await verifyBundle(bundle, { reference: classifier.model, texts: ids })
  expect(verified).toEqual({ certificate: whole.certificate, sameInputs: true })
  expect(importOnnx(apart.onnx, apart.externalData)).toEqual(importOnnx(whole.onnx))
  expect(() => importOnnx(apart.onnx)).toThrow(/IMPORT_UNSUPPORTED/)
  const { labels } = bundle.manifest
  const { onnx, externalData } = bundle
  const files = tritonRepository({ name: 'm', onnx, externalData, labels })
  expect(files.get('m/1/model.onnx.data')).toEqual(externalData?.data)
})

test('answers alike in this process, on a server’s workers and in Python', async () => {
  const [one, two] = await Promise.all([loadClassifier(whole), loadClassifier(apart)])
  const expected = await one.classify(texts)
  expect(await two.classify(texts)).toEqual(expected)
  const server = await startServer({ folder, port: 0, workers: 1 })
  const response = await fetch(`${server.url}/v1/classify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: texts.slice(0, 20) }),
  })
  expect(await response.json()).toMatchObject({ predictions: expected.slice(0, 20) })
  await Promise.all([server.close(), one.close(), two.close()])
})

test.skipIf(missing !== undefined)('pip’s onnxruntime and onnx read both files', async () => {
  const program = [
    'import sys, numpy, onnx, onnxruntime',
    'onnx.checker.check_model(sys.argv[1], full_check=True)',
    'session = onnxruntime.InferenceSession(sys.argv[1])',
    "feeds = {'ids': numpy.array([[2, 3, 4]], 'int32'), 'lengths': numpy.array([3], 'int32')}",
    "print(*session.run(['probabilities'], feeds)[0][0])",
  ].join('\n')
  const { stdout } = await promisify(execFile)(peerPython, ['-c', program, join(folder, 'model.onnx')])
  const batch = { ids: Int32Array.of(2, 3, 4), lengths: Int32Array.of(3), size: 1, length: 3 }
  const expected = await classifier.model.predict(batch)
  const found = stdout.trim().split(' ').map(Number)
  expected.forEach((probability, c) => {
    expect(Math.abs(probability - (found[c] as number))).toBeLessThan(1e-5)
  })
})
