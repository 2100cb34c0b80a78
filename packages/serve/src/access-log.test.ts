import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Metadata, type StatusObject } from '@grpc/grpc-js'
import { afterAll, describe, expect, test } from 'vitest'
import { newApiKey } from './access/new-api-key.ts'
import { startServerProcesses } from './processes/start-server-processes.ts'
import { startServer } from './server.ts'
import type { ServerEvent } from './server-event.ts'
import type { ServerOptions, ServerSettings } from './server-settings.ts'
import { eventually } from './test/eventually.ts'
import { GrpcClient } from './test/grpc-client.ts'
import { sampleBundle } from './test/sample-bundle.ts'
import { removeBundles, writeBundles } from './test/test-server.ts'

afterAll(removeBundles)

const SECRET = 'refund for my grandmother'

const SHAPES = {
  workers: (options: ServerOptions) => startServer({ ...options, workers: 1 }),
  processes: (options: ServerOptions) => startServerProcesses(options, 1),
}

async function start(shape: keyof typeof SHAPES, settings: ServerSettings = {}) {
  const folder = await writeBundles({ intents: await sampleBundle() })
  const events: ServerEvent[] = []
  const log = (event: ServerEvent) => void events.push(event)
  const server = await SHAPES[shape]({ folder, port: 0, grpcPort: 0, log, ...settings })
  const classify = (text: string, headers: Record<string, string> = {}, path = '/v1/classify') =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close', ...headers },
      body: JSON.stringify({ text }),
    })
  return { folder, events, server, classify }
}

/** Status of a ModelInfer with its metadata, which a client is told at the end. */
function infer(port: number, metadata: Metadata, modelName = 'intents'): Promise<StatusObject> {
  const client = new GrpcClient(port)
  const contents = { bytes_contents: [SECRET, SECRET].map((text) => Buffer.from(text)) }
  const inputs = [{ name: 'text', datatype: 'BYTES', shape: [2], contents }]
  const call = client.stream('ModelInfer', { model_name: modelName, inputs }, metadata, () => undefined)
  return new Promise<StatusObject>((resolve) => call.on('status', resolve)).finally(() => client.close())
}

describe.each(['workers', 'processes'] as const)('the log of a server of shape %s', (shape) => {
  test('tells of each request and call who asked which model how much under which name, and never the text', async () => {
    const key = newApiKey({ name: 'shop' })
    const folder = await writeBundles({})
    const keys = join(folder, 'keys.json')
    await writeFile(keys, JSON.stringify([key.entry]))
    const { events, server, classify } = await start(shape, { keys })
    const authorization = `Bearer ${key.key}`
    const answer = await classify(
      SECRET,
      { authorization, 'x-request-id': 'order-7/a' },
      `/v1/classify?text=${SECRET}`,
    )
    expect(answer.headers.get('x-request-id')).toBe('order-7/a')
    expect((await classify(SECRET)).status).toBe(401)
    const metadata = new Metadata()
    metadata.set('authorization', authorization)
    metadata.set('x-request-id', 'call-8')
    const status = await infer(server.grpcPort as number, metadata)
    expect(status.metadata.get('x-request-id')).toEqual(['call-8'])

    const asked = { model: 'intents', version: '1', caller: 'shop' }
    const ms = expect.any(Number)
    await eventually(() => {
      const request = { kind: 'request', method: 'POST', url: '/v1/classify', ms }
      expect(events).toContainEqual({ ...request, status: 200, requestId: 'order-7/a', texts: 1, ...asked })
      expect(events).toContainEqual({
        ...request,
        status: 401,
        requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      })
      const path = '/inference.GRPCInferenceService/ModelInfer'
      expect(events).toContainEqual({
        kind: 'call',
        path,
        status: 'OK',
        ms,
        requestId: 'call-8',
        texts: 2,
        ...asked,
      })
    })
    await server.close()
    expect(JSON.stringify(events)).not.toContain('grandmother')
    expect(JSON.stringify(events)).not.toContain(key.key)
    expect(events.filter(({ kind }) => kind === 'closing')).toHaveLength(1)
  })

  test('has the texts where they are asked for, and no requests where they are not', async () => {
    const { events, server, classify } = await start(shape, { logTexts: true, logRequests: false })
    await classify(SECRET, { 'x-request-id': 'a' })
    await server.close()
    expect(events).toContainEqual({
      kind: 'texts',
      requestId: 'a',
      model: 'intents',
      version: '1',
      texts: [SECRET],
    })
    expect(events.filter(({ kind }) => kind === 'request')).toEqual([])
  })
})

test('a name that is too long, or has characters that would break a line of a log, is replaced', async () => {
  const { server, classify } = await start('workers')
  for (const name of ['a b', 'a"b', 'x'.repeat(129), '{}', 'é'])
    expect((await classify('a', { 'x-request-id': name })).headers.get('x-request-id')).toMatch(
      /^[\da-f-]{36}$/,
    )
  const refused = await infer(server.grpcPort as number, new Metadata(), 'nope')
  expect(refused.metadata.get('x-request-id')).toEqual([expect.stringMatching(/^[\da-f-]{36}$/)])
  await server.close()
})

test('the lines of NDJSON are told as one request with all its texts', async () => {
  const { events, server } = await start('workers', { logTexts: true })
  const answer = await fetch(`${server.url}/v1/classify`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', connection: 'close', 'x-request-id': 'lines' },
    body: '"one"\n"two"\n"three"\n',
  })
  expect((await answer.text()).trim().split('\n')).toHaveLength(3)
  const named = { requestId: 'lines', model: 'intents', version: '1' }
  await eventually(() =>
    expect(events).toContainEqual(expect.objectContaining({ kind: 'request', texts: 3, ...named })),
  )
  const told = events.flatMap((event) => (event.kind === 'texts' ? event.texts : []))
  expect(told).toEqual(['one', 'two', 'three'])
  await server.close()
})

test('an address that no route can read is told, too', async () => {
  const { events, server } = await start('workers')
  const answer = await fetch(`${server.url}/v2/%zz`, { headers: { 'x-request-id': 'broken' } })
  expect(answer.headers.get('x-request-id')).toBe('broken')
  await eventually(() =>
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'request', status: 400, requestId: 'broken' }),
    ),
  )
  await server.close()
})

test('each message of a gRPC stream is told with its own model and texts', async () => {
  const { events, server } = await start('workers')
  const client = new GrpcClient(server.grpcPort as number)
  const metadata = new Metadata()
  metadata.set('x-request-id', 'stream-1')
  const stream = client.stream('ModelStreamInfer', metadata as object)
  const contents = { bytes_contents: [Buffer.from(SECRET)] }
  stream.write({ model_name: 'intents', inputs: [{ name: 'text', datatype: 'BYTES', shape: [1], contents }] })
  stream.write({ model_name: 'nope' })
  stream.end()
  stream.resume()
  const status = await new Promise<StatusObject>((resolve) => stream.on('status', resolve))
  expect(status.metadata.get('x-request-id')).toEqual(['stream-1'])
  const told = events.filter((event) => event.kind === 'call')
  expect(told.map(({ requestId }) => requestId)).toEqual(['stream-1', 'stream-1'])
  expect(told).toContainEqual(expect.objectContaining({ status: 'OK', model: 'intents', texts: 1 }))
  expect(told.find((event) => event.status === 'NOT_FOUND')).not.toHaveProperty('model')
  client.close()
  await server.close()
})

test('a text that is explained is told as it was sent, once', async () => {
  const { events, server } = await start('workers', { logTexts: true })
  await fetch(`${server.url}/v1/explain`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ text: SECRET }),
  })
  await server.close()
  expect(events.flatMap((event) => (event.kind === 'texts' ? event.texts : []))).toEqual([SECRET])
})
