import { ONNX_METADATA, type ServableBundle } from '@textgate/core'
import { beforeAll, expect, test } from 'vitest'
import { addMetadata } from './add-metadata.ts'
import { classifierGraph } from './classifier-graph.ts'
import { encodeModel } from './encode-model.ts'
import { exportOnnx } from './export-onnx.ts'
import { inspectModel } from './inspect-model.ts'
import { plainNetwork } from './test/plain-network.ts'
import { sampleBundle, sampleTexts } from './test/sample-bundle.ts'
import { verifyBundle } from './verify-bundle.ts'

const bundle = sampleBundle()
const evidence = {
  reference: plainNetwork(bundle.manifest.config.model, bundle.weights),
  texts: sampleTexts([5, 0, 12, 1, 7], bundle.manifest.vocabularySize),
}
let servable: ServableBundle
beforeAll(async () => {
  servable = await exportOnnx(bundle, evidence)
})

test('the file carries the certificate of its bundle', () => {
  const { metadata } = inspectModel(servable.onnx)
  expect(JSON.parse(metadata[ONNX_METADATA.certificate] as string)).toEqual(servable.certificate)
})

test('metadata that is added afterwards gives the bytes of a file that was written with it', () => {
  const { manifest, weights } = bundle
  const graph = classifierGraph(manifest.config.model, weights, manifest)
  const written = encodeModel({ ...graph, metadata: [...graph.metadata, ['某个键', 'value']] })
  expect(Buffer.from(addMetadata(encodeModel(graph), '某个键', 'value')).equals(written)).toBe(true)
})

test('the same texts are the same inputs and give the same certificate; other texts are not', async () => {
  expect(await verifyBundle(servable, evidence)).toEqual({
    certificate: servable.certificate,
    sameInputs: true,
  })
  const other = { ...evidence, texts: evidence.texts.slice(1) }
  expect((await verifyBundle(servable, other)).sameInputs).toBe(false)
})

test.each([
  ['labels', { labels: ['billing', '退款', 'another'] }],
  ['tokenizer', { tokenizerFingerprint: '0'.repeat(64) }],
])('a file of other %s is refused, and what is other is named', async (what, more) => {
  const mixed = { ...servable, manifest: { ...servable.manifest, ...more } }
  await expect(verifyBundle(mixed, evidence)).rejects.toMatchObject({
    code: 'PARITY_FAILED',
    message: expect.stringContaining(`another ${what}`),
  })
})

test('a file of other weights is refused', async () => {
  const others = sampleBundle({ seed: 5 })
  const reference = plainNetwork(others.manifest.config.model, others.weights)
  await expect(verifyBundle(servable, { ...evidence, reference })).rejects.toMatchObject({
    code: 'PARITY_FAILED',
  })
})
