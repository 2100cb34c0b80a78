import type { Prediction } from '@textgate/core'
import { afterAll, describe, expect, test } from 'vitest'
import { sampleBundle } from './test/sample-bundle.ts'
import { sampleTexts } from './test/sample-texts.ts'
import { removeBundles, startTestServer } from './test/test-server.ts'

afterAll(removeBundles)

const texts = sampleTexts(80)
const unknown = { below: 0.6, wantedPrecision: 0.9, coverage: 0.5, precision: 0.9 }

async function answersWith(settings: { unknownBelow?: number }) {
  const server = await startTestServer(
    { intents: await sampleBundle({ answers: { unknown } }) },
    { workers: 1, ...settings },
  )
  const classified = await server.post('/v1/classify', { text: texts })
  const inferred = await server.post('/v2/models/intents/infer', {
    inputs: [{ name: 'text', datatype: 'BYTES', shape: [texts.length], data: texts }],
    outputs: [{ name: 'label' }],
  })
  await server.close()
  return {
    predictions: (classified.json as { predictions: Prediction[] }).predictions,
    tensor: (inferred.json as { outputs: { data: string[] }[] }).outputs[0]!.data,
  }
}

describe('over HTTP an unsure text', () => {
  test('has the label null, and an empty place in the tensor of the protocol', async () => {
    const { predictions, tensor } = await answersWith({})
    for (const { label, probability } of predictions) expect(label === null).toBe(probability < 0.6)
    expect(tensor).toEqual(predictions.map(({ label }) => label ?? ''))
    expect(new Set(predictions.map(({ label }) => label === null)).size).toBe(2)
  })

  test('is answered where the server is told so', async () => {
    const { predictions, tensor } = await answersWith({ unknownBelow: 0 })
    expect(predictions.every(({ label }) => label !== null)).toBe(true)
    expect(tensor).not.toContain('')
  })
})

test('a server of a model of head multi refuses a probability for unknown texts', async () => {
  const bundle = await sampleBundle({ head: 'multi' })
  await expect(startTestServer({ topics: bundle }, { unknownBelow: 0.5 })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  })
})
