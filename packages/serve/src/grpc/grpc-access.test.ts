import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { accessControl } from '../access/access-control.ts'
import { newApiKey } from '../access/new-api-key.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { modelDirectory } from '../service/model-directory.ts'
import { eventually } from '../test/eventually.ts'
import { GrpcClient } from '../test/grpc-client.ts'
import { memoryService } from '../test/memory-service.ts'
import { echoModels } from '../test/tensor-models.ts'
import { type GrpcServer, type GrpcServerOptions, grpcServer } from './grpc-server.ts'

const reader = newApiKey({ name: 'reader', models: ['echo-INT8'] })
const admin = newApiKey({ name: 'admin', admin: true })
const single = newApiKey({ name: 'once', maxConcurrent: 1 })

let running: { service: Changeable; server: GrpcServer; client: GrpcClient } | undefined
type Changeable = { -readonly [K in keyof InferenceService]: InferenceService[K] }

afterEach(async () => {
  running?.client.close()
  if (running) running.service.isOpen = false
  await running?.server.close(10_000)
  running = undefined
})

async function start(options: Partial<GrpcServerOptions> = {}) {
  const service: Changeable = { ...(await memoryService({ tensors: echoModels() })) }
  const server = await grpcServer(service, { host: '127.0.0.1', port: 0, ...options })
  running = { service, server, client: new GrpcClient(server.port) }
  return running
}

function bearer({ key }: typeof admin) {
  return { metadata: { authorization: `Bearer ${key}` } }
}

describe('the health service', () => {
  test('tells the state of the server and of each model by its name', async () => {
    const { service, client } = await start()
    const check = async (name: string) => {
      const { response, status } = await client.call('Check', { service: name })
      return response?.status ?? status
    }
    for (const name of ['', 'inference.GRPCInferenceService', 'echo-INT8'])
      expect(await check(name)).toBe('SERVING')
    expect(await check('none')).toBe('NOT_FOUND')
    service.isReady = false
    for (const name of ['', 'echo-INT8']) expect(await check(name)).toBe('NOT_SERVING')
    service.isReady = true
    service.isOpen = false
    expect(await check('')).toBe('NOT_SERVING')
  })

  test('tells watchers of each change, of a model that appears, too, and lets them go when the server closes', async () => {
    const { service, client } = await start()
    const { models } = service
    service.models = modelDirectory([])
    const states: string[][] = [[], []]
    const streams = ['', 'echo-INT8'].map((name, i) => {
      const stream = client.stream('Watch', { service: name })
      stream.on('data', ({ status }: { status: string }) => states[i]?.push(status))
      return stream
    })
    await eventually(() => expect(states).toEqual([['SERVING'], ['SERVICE_UNKNOWN']]))
    service.models = models
    await eventually(() => expect(states[1]).toEqual(['SERVICE_UNKNOWN', 'SERVING']))
    service.isReady = false
    await eventually(() => expect(states[0]).toEqual(['SERVING', 'NOT_SERVING']))
    service.isReady = true
    await eventually(() => expect(states[0]).toEqual(['SERVING', 'NOT_SERVING', 'SERVING']))
    const ends = streams.map((stream) => once(stream, 'end'))
    service.isOpen = false
    await Promise.all(ends)
    expect(states.map((one) => one.at(-1))).toEqual(['NOT_SERVING', 'NOT_SERVING'])
  })
})

describe('keys', () => {
  const keys = () => accessControl([reader, admin, single].map(({ entry }) => entry))

  test('are wanted for all but the health of the server', async () => {
    const { client } = await start({ keys: keys() })
    for (const method of ['ServerLive', 'ServerReady', 'Check'])
      expect((await client.call(method, {})).status).toBe('OK')
    const unknown = { metadata: { authorization: 'Bearer tgk_unknown' } }
    for (const [method, message] of [
      ['ServerMetadata', {}],
      ['ModelReady', { name: 'echo-INT8' }],
      ['ModelMetadata', { name: 'echo-INT8' }],
      ['ModelInfer', { model_name: 'echo-INT8' }],
      ['ModelStatistics', {}],
      ['RepositoryIndex', {}],
      ['RepositoryModelLoad', { model_name: 'echo-INT8' }],
      ['RepositoryModelUnload', { model_name: 'echo-INT8' }],
      ['Check', { service: 'echo-INT8' }],
    ] as const) {
      expect([method, (await client.call(method, message)).status]).toEqual([method, 'UNAUTHENTICATED'])
      expect([method, (await client.call(method, message, unknown)).status]).toEqual([
        method,
        'UNAUTHENTICATED',
      ])
    }
  })

  test('show and answer only the models that they may use', async () => {
    const { client } = await start({ keys: keys() })
    const index = (await client.call('RepositoryIndex', {}, bearer(reader))).response
    expect(index.models.map(({ name }: { name: string }) => name)).toEqual(['echo-INT8'])
    const statistics = (await client.call('ModelStatistics', {}, bearer(reader))).response
    expect(statistics.model_stats.map(({ name }: { name: string }) => name)).toEqual(['echo-INT8'])
    expect((await client.call('ModelMetadata', { name: 'echo-INT8' }, bearer(reader))).status).toBe('OK')
    for (const name of ['echo-FP32', 'none']) {
      for (const method of ['ModelMetadata', 'ModelReady', 'ModelStatistics'])
        expect((await client.call(method, { name }, bearer(reader))).status).toBe('PERMISSION_DENIED')
      expect((await client.call('ModelInfer', { model_name: name }, bearer(reader))).status).toBe(
        'PERMISSION_DENIED',
      )
      expect((await client.call('Check', { service: name }, bearer(reader))).status).toBe('NOT_FOUND')
    }
    expect(
      (await client.call('Check', { service: 'echo-INT8' }, { metadata: { 'x-api-key': reader.key } }))
        .status,
    ).toBe('OK')
  })

  test('load and unload only where they are an admin', async () => {
    const { service, client } = await start({ keys: keys() })
    const nothing = async () => undefined
    service.control = { index: async () => [], load: nothing, unload: nothing }
    for (const method of ['RepositoryModelLoad', 'RepositoryModelUnload']) {
      expect((await client.call(method, { model_name: 'echo-INT8' }, bearer(reader))).status).toBe(
        'PERMISSION_DENIED',
      )
      expect((await client.call(method, { model_name: 'echo-INT8' }, bearer(admin))).status).toBe('OK')
    }
  })

  test('with limits are RESOURCE_EXHAUSTED above them, with the time to wait', async () => {
    const { service, client } = await start({ keys: keys() })
    let answer: (tensors: []) => void = () => undefined
    service.run = () => new Promise((resolve) => (answer = resolve))
    const input = { name: 'x', datatype: 'INT8', shape: [1], contents: { int_contents: [1] } }
    const ask = () => client.call('ModelInfer', { model_name: 'echo-INT8', inputs: [input] }, bearer(single))
    const first = ask()
    const statistics = () => client.call('ModelStatistics', {}, bearer(single))
    await eventually(async () => expect((await statistics()).status).toBe('RESOURCE_EXHAUSTED'))
    expect((await statistics()).metadata.get('grpc-retry-pushback-ms')).toHaveLength(1)
    answer([])
    expect((await first).status).toBe('OK')
    expect((await statistics()).status).toBe('OK')
  })
})

describe('closing', () => {
  test('answers what is under way, refuses what comes, and is over when all is answered', async () => {
    const { service, server, client } = await start()
    let answer: (tensors: []) => void = () => undefined
    let isAsked = false
    service.run = () => {
      isAsked = true
      return new Promise((resolve) => (answer = resolve))
    }
    const input = { name: 'x', datatype: 'INT8', shape: [1], contents: { int_contents: [1] } }
    const first = client.call('ModelInfer', { model_name: 'echo-INT8', inputs: [input] })
    await eventually(() => expect(isAsked).toBe(true))
    service.isOpen = false
    expect(await client.call('ModelMetadata', { name: 'echo-INT8' })).toMatchObject({ status: 'UNAVAILABLE' })
    expect((await client.call('ServerLive', {})).status).toBe('OK')
    let isClosed = false
    const closing = server.close(60_000).then(() => {
      isClosed = true
    })
    expect(isClosed).toBe(false)
    answer([])
    expect((await first).status).toBe('OK')
    await closing
  })

  test('cuts off what is not answered in time', async () => {
    const { service, server, client } = await start()
    let isAsked = false
    service.run = () => {
      isAsked = true
      return new Promise(() => undefined)
    }
    const input = { name: 'x', datatype: 'INT8', shape: [1], contents: { int_contents: [1] } }
    const never = client.call('ModelInfer', { model_name: 'echo-INT8', inputs: [input] })
    await eventually(() => expect(isAsked).toBe(true))
    service.isOpen = false
    await server.close(50)
    expect((await never).status).not.toBe('OK')
  })

  test('a port that is taken is refused by name', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const service = await memoryService({})
    await expect(grpcServer(service, { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'SERVER_PORT_UNAVAILABLE',
      details: { host: '127.0.0.1', port },
    })
    taken.close()
  })
})
