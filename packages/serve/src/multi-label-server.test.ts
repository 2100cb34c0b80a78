import type { Prediction } from '@textgate/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Classifier, loadClassifier } from './classifier.ts'
import { sampleBundle } from './test/sample-bundle.ts'
import { sampleTexts } from './test/sample-texts.ts'
import { removeBundles, startTestServer, type TestServer } from './test/test-server.ts'

interface Output {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: readonly (string | number)[]
}

const LABELS = ['billing', '退款', 'other']
const texts = sampleTexts(60)
let server: TestServer
let classifier: Classifier
let expected: Prediction[]

beforeAll(async () => {
  const bundle = await sampleBundle({
    ...{ labels: LABELS, head: 'multi' as const, answers: { thresholds: [0.4, 0.6, 0.8] } },
  })
  classifier = await loadClassifier(bundle)
  expected = await classifier.classify(texts)
  server = await startTestServer({ topics: bundle }, { workers: 1 })
})
afterAll(async () => {
  await server.close()
  await classifier.close()
  await removeBundles()
})

test('classify over HTTP gives each text its list of labels, and top_k cuts the probabilities alone', async () => {
  const { json } = await server.post('/v1/classify', { text: texts, top_k: 1 })
  const { predictions } = json as { predictions: Prediction[] }
  expect(predictions.map(({ labels }) => labels)).toEqual(expected.map(({ labels }) => labels))
  expect(predictions.map(({ label }) => label)).toEqual(expected.map(({ labels }) => labels?.[0] ?? null))
  expect(predictions.some(({ labels = [] }) => labels.length > 1)).toBe(true)
  expect(predictions.every(({ probabilities }) => Object.keys(probabilities).length === 1)).toBe(true)
})

test('the Open Inference Protocol gives tensors of fixed shapes, with empty places where there is no label', async () => {
  const body = { inputs: [{ name: 'text', datatype: 'BYTES', shape: [texts.length], data: texts }] }
  const { json } = await server.post('/v2/models/topics/infer', body)
  const outputs = (json as { outputs: Output[] }).outputs
  for (const { shape, data } of outputs) expect(data).toHaveLength(shape.reduce((a, b) => a * b, 1))
  const [label, probabilities, labels] = outputs as [Output, Output, Output]
  expect(label).toMatchObject({ name: 'label', shape: [texts.length] })
  expect(label.data).toEqual(expected.map((one) => one.label ?? ''))
  expect(probabilities).toMatchObject({ name: 'probabilities', shape: [texts.length, LABELS.length] })
  const columns = Math.max(...expected.map((one) => one.labels?.length ?? 0))
  expect(labels).toMatchObject({ name: 'labels', shape: [texts.length, columns] })
  const rows = expected.map((_, i) => labels.data.slice(i * columns, (i + 1) * columns))
  expect(rows.map((row) => row.filter((name) => name !== ''))).toEqual(expected.map((one) => one.labels))
})

test('metadata tells the third output, whose columns vary', async () => {
  const { json } = await server.get('/v2/models/topics')
  expect((json as { outputs: unknown[] }).outputs[2]).toEqual({
    name: 'labels',
    datatype: 'BYTES',
    shape: [-1, -1],
  })
})

test('one output can be asked for alone', async () => {
  const input = { name: 'text', datatype: 'BYTES', shape: [1], data: ['refund'] }
  const { json } = await server.post('/v2/models/topics/infer', {
    inputs: [input],
    outputs: [{ name: 'labels' }],
  })
  expect((json as { outputs: Output[] }).outputs.map(({ name }) => name)).toEqual(['labels'])
})
