import type { Prediction, ServableBundle } from '@textgate/core'
import { afterAll, expect, test } from 'vitest'
import { loadClassifier } from './classifier.ts'
import { sampleBundle } from './test/sample-bundle.ts'
import { sampleTexts } from './test/sample-texts.ts'
import { removeBundles, startTestServer } from './test/test-server.ts'

afterAll(removeBundles)

const texts = sampleTexts(20)

/** Two models of one tokenizer, the second as a variant of the first. */
async function withVariant(): Promise<{
  plain: ServableBundle
  other: ServableBundle
  both: ServableBundle
}> {
  const [plain, other] = [await sampleBundle({ seed: 1 }), await sampleBundle({ seed: 2 })]
  const { onnx, certificate } = other
  return { plain, other, both: { ...plain, variants: { other: { onnx, certificate } } } }
}

async function answersOf(bundle: ServableBundle, variant?: string): Promise<Prediction[]> {
  const classifier = await loadClassifier(bundle, { variant })
  const answers = await classifier.classify(texts)
  await classifier.close()
  return answers
}

test('a classifier of a variant answers by its file, and without one by model.onnx', async () => {
  const { plain, other, both } = await withVariant()
  expect(await answersOf(both, 'other')).toEqual(await answersOf(other))
  expect(await answersOf(both)).toEqual(await answersOf(plain))
  expect(await answersOf(both, 'other')).not.toEqual(await answersOf(both))
})

test('a server of a variant answers by its file', async () => {
  const { other, both } = await withVariant()
  const server = await startTestServer({ intents: both }, { workers: 1, variant: 'other' })
  const { json } = await server.post('/v1/classify', { text: texts })
  await server.close()
  expect((json as { predictions: unknown }).predictions).toEqual(await answersOf(other))
})

test('a server refuses to start where one of its bundles has no such variant', async () => {
  const { plain, both } = await withVariant()
  await expect(startTestServer({ both, plain }, { variant: 'other' })).rejects.toMatchObject({
    code: 'VARIANT_NOT_FOUND',
  })
})
