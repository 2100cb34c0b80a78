import { afterAll, describe, expect, test } from 'vitest'
import { startServerProcesses } from '../processes/start-server-processes.ts'
import { startServer, type TextgateServer } from '../server.ts'
import type { ServerOptions } from '../server-settings.ts'
import { GrpcClient } from '../test/grpc-client.ts'
import { SAMPLE_LABELS, sampleBundle } from '../test/sample-bundle.ts'
import { removeBundles, writeBundles } from '../test/test-server.ts'
import { SERVER_METRICS } from './metric-names.ts'

afterAll(removeBundles)

const SHAPES = {
  workers: (options: ServerOptions) => startServer({ ...options, workers: 1 }),
  processes: (options: ServerOptions) => startServerProcesses(options, 2),
}

async function ask({ url }: TextgateServer, path: string, body: unknown) {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(body),
  })
  return { status: response.status, json: await response.json() }
}

/** Sum of the series of a metric that have these labels. */
async function sumOf(server: TextgateServer, metric: string, labels: Record<string, string> = {}) {
  const text = await (await fetch(`${server.url}/metrics`, { headers: { connection: 'close' } })).text()
  let sum = 0
  for (const line of text.split('\n')) {
    const [, name, inner = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    const isMeant = Object.entries(labels).every(([label, wanted]) => inner.includes(`${label}="${wanted}"`))
    if (name === metric && isMeant) sum += Number(value)
  }
  return sum
}

describe.each(['workers', 'processes'] as const)('metrics of a server of shape %s', (shape) => {
  test('count requests, texts and answers of all processes together', async () => {
    const folder = await writeBundles({ intents: await sampleBundle() })
    const server = await SHAPES[shape]({ folder, port: 0 })
    for (let i = 0; i < 6; i++) await ask(server, '/v1/classify', { text: ['refund', 'parcel', '退款'] })
    await ask(server, '/v1/classify', { text: [] })
    await ask(server, '/v2/models/nope/infer', {})
    const model = { model: 'intents', version: '1' }
    expect(await sumOf(server, 'textgate_requests_total', { ...model, code: '200' })).toBe(6)
    expect(await sumOf(server, 'textgate_requests_total', { code: '400' })).toBe(1)
    expect(await sumOf(server, 'textgate_requests_total', { model: '', protocol: 'rest', code: '404' })).toBe(
      1,
    )
    expect(await sumOf(server, 'textgate_batch_texts_sum', model)).toBe(18)
    expect(await sumOf(server, 'textgate_queue_seconds_count', model)).toBe(18)
    expect(await sumOf(server, 'textgate_confidence_count', model)).toBe(18)
    const labelled = SAMPLE_LABELS.map((label) => sumOf(server, 'textgate_labels_total', { ...model, label }))
    expect((await Promise.all(labelled)).reduce((sum, count) => sum + count, 0)).toBe(18)
    expect(await sumOf(server, 'textgate_model_info', model)).toBe(1)

    const { json } = await ask(server, '/v1/classify', { text: 'a' })
    expect(json).toMatchObject({ version: '1' })
    const stats = await (await fetch(`${server.url}/v2/models/intents/stats`)).json()
    expect(stats).toMatchObject({
      model_stats: [
        { name: 'intents', version: '1', inference_count: 19, inference_stats: { success: { count: 7 } } },
      ],
    })
    await server.close()
  })
})

test('gRPC calls are counted by model, too, and one that names none by none', async () => {
  const folder = await writeBundles({ intents: await sampleBundle() })
  const server = await startServer({ folder, port: 0, grpcPort: 0, workers: 1 })
  const client = new GrpcClient(server.grpcPort as number)
  const contents = { bytes_contents: [Buffer.from('refund')] }
  const inputs = [{ name: 'text', datatype: 'BYTES', shape: [1], contents }]
  await client.call('ModelInfer', { model_name: 'intents', inputs })
  await client.call('ModelInfer', { model_name: 'nope', inputs })
  const grpc = { protocol: 'grpc' }
  const ofModel = { ...grpc, model: 'intents', version: '1', code: 'OK' }
  expect(await sumOf(server, 'textgate_requests_total', ofModel)).toBe(1)
  expect(await sumOf(server, 'textgate_requests_total', { ...grpc, model: '', code: 'NOT_FOUND' })).toBe(1)
  client.close()
  await server.close()
})

test('every metric that is named is told', async () => {
  const folder = await writeBundles({ intents: await sampleBundle() })
  const server = await startServer({ folder, port: 0, workers: 1 })
  const text = await (await fetch(`${server.url}/metrics`)).text()
  for (const [name, { type }] of Object.entries(SERVER_METRICS))
    expect(text).toContain(`# TYPE ${name} ${type}`)
  await server.close()
})

test('a text that was asked before is answered from the cache, alike, and without a run', async () => {
  const folder = await writeBundles({ intents: await sampleBundle() })
  const server = await startServer({ folder, port: 0, workers: 1, cacheBytes: 1_000_000 })
  const texts = ['refund', 'where is my parcel', '我要退款']
  const first = await ask(server, '/v1/classify', { text: texts })
  const again = await ask(server, '/v1/classify', { text: [...texts, 'new'] })
  const { predictions } = again.json as { predictions: unknown[] }
  expect(predictions.slice(0, 3)).toEqual((first.json as { predictions: unknown[] }).predictions)
  expect(await sumOf(server, 'textgate_cache_hits_total')).toBe(3)
  expect(await sumOf(server, 'textgate_cache_misses_total')).toBe(4)
  expect(await sumOf(server, 'textgate_batch_texts_sum')).toBe(4)
  const stats = await (await fetch(`${server.url}/v2/models/intents/stats`)).json()
  expect(stats).toMatchObject({
    model_stats: [
      { inference_count: 4, inference_stats: { cache_hit: { count: 3 }, cache_miss: { count: 4 } } },
    ],
  })
  await server.close()
})
