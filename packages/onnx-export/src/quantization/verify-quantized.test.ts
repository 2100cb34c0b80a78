import type { ExportedModel, ServableBundle } from '@textgate/core'
import { beforeAll, expect, test } from 'vitest'
import { exportOnnx } from '../export-onnx.ts'
import { plainNetwork } from '../test/plain-network.ts'
import { sampleBundle, sampleTexts } from '../test/sample-bundle.ts'
import { exportQuantized, type QuantizationEvidence } from './export-quantized.ts'
import { QUANTIZATIONS } from './quantization.ts'
import { verifyQuantized } from './verify-quantized.ts'

const bundle = sampleBundle()
const { model } = bundle.manifest.config
const evidence: QuantizationEvidence = {
  reference: plainNetwork(model, bundle.weights),
  texts: sampleTexts([5, 0, 12, 1, 7], bundle.manifest.vocabularySize),
  withWeights: (weights, use) => use(plainNetwork(model, weights)),
}
let servable: ServableBundle
beforeAll(async () => {
  const models: [string, ExportedModel][] = []
  for (const name of QUANTIZATIONS) {
    models.push([name, await exportQuantized(bundle, name, { ...evidence, minAgreement: 0 })])
  }
  servable = { ...(await exportOnnx(bundle, evidence)), variants: Object.fromEntries(models) }
})

test.each(QUANTIZATIONS)('%s is proved again, with the same certificate on the same texts', async (name) => {
  expect(await verifyQuantized(servable, name, evidence)).toEqual({
    certificate: servable.variants?.[name]?.certificate,
    sameInputs: true,
  })
  const other = { ...evidence, texts: evidence.texts.slice(1) }
  expect((await verifyQuantized(servable, name, other)).sameInputs).toBe(false)
})

test('a variant that is another form than its name says is refused', async () => {
  const mixed = { ...servable, variants: { int8: servable.variants?.['int4-embedding'] as ExportedModel } }
  await expect(verifyQuantized(mixed, 'int8', evidence)).rejects.toMatchObject({ code: 'PARITY_FAILED' })
})

test('a variant that was written for other labels is refused under its own name', async () => {
  const labels = ['billing', '退款', 'another']
  const mixed = { ...servable, manifest: { ...servable.manifest, labels } }
  await expect(verifyQuantized(mixed, 'int8', evidence)).rejects.toThrow(
    /model\.int8\.onnx was written with another labels/,
  )
})

test('a variant that is not there is named', async () => {
  const { variants: _, ...plain } = servable
  await expect(verifyQuantized(plain, 'int8', evidence)).rejects.toMatchObject({ code: 'VARIANT_NOT_FOUND' })
})
