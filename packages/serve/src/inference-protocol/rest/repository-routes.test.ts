import { TextgateError } from '@textgate/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ModelState } from '../../service/model-control.ts'
import { type HttpServer, httpServer } from '../../test/http-server.ts'
import { memoryService } from '../../test/memory-service.ts'
import { echoModels } from '../../test/tensor-models.ts'

const states: ModelState[] = [
  { name: 'broken', version: '1', state: 'UNAVAILABLE', reason: 'its model.onnx is cut off' },
  { name: 'intents', version: '2', state: 'READY', reason: '' },
]
const asked: string[] = []
let open: HttpServer
let shut: HttpServer

beforeAll(async () => {
  const tensors = echoModels().slice(0, 1)
  open = await httpServer(
    await memoryService({
      tensors,
      control: {
        index: async () => states,
        load: async (name) => {
          asked.push(`load ${name}`)
          if (name === 'broken') throw new TextgateError('MODEL_REFUSED', 'its model.onnx is cut off')
          if (name !== 'intents') throw new TextgateError('MODEL_NOT_FOUND', `there is no ${name}`)
        },
        unload: async (name) => {
          asked.push(`unload ${name}`)
        },
      },
    }),
  )
  shut = await httpServer(await memoryService({ tensors }))
})
afterAll(() => Promise.all([open.close(), shut.close()]))

describe('the model repository', () => {
  test('has an index, of all or of what is ready', async () => {
    expect(await (await open.post('/v2/repository/index', '')).json()).toEqual(states)
    expect(await (await open.post('/v2/repository/index', {})).json()).toEqual(states)
    expect(await (await open.post('/v2/repository/index', { ready: true })).json()).toEqual([states[1]])
    const wrong = await open.post('/v2/repository/index', { ready: 'yes' })
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('true or false')])
  })

  test('loads and unloads, with or without a body', async () => {
    for (const body of ['', {}, { parameters: {} }]) {
      const loaded = await open.post('/v2/repository/models/intents/load', body)
      expect([loaded.status, await loaded.json()]).toEqual([200, {}])
    }
    const body = { parameters: { unload_dependents: true } }
    const unloaded = await open.post('/v2/repository/models/intents/unload', body)
    expect([unloaded.status, await unloaded.json()]).toEqual([200, {}])
    expect(asked.slice(-2)).toEqual(['load intents', 'unload intents'])
  })

  test.each([
    ['broken', 409, /^MODEL_REFUSED: its model/],
    ['nothing', 404, /^MODEL_NOT_FOUND/],
  ])('tells why %s is not loaded', async (name, status, message) => {
    const response = await open.post(`/v2/repository/models/${name}/load`, '')
    expect([response.status, await response.json()]).toEqual([
      status,
      { error: expect.stringMatching(message) },
    ])
  })

  test.each(['..%2F..%2Fetc', '%2Fetc', '..%5C..', '%00', '.hidden', '%2e%2e%2fa'])(
    'never asks for a model whose name is a path: %s',
    async (name) => {
      const before = asked.length
      for (const action of ['load', 'unload']) {
        const response = await open.post(`/v2/repository/models/${name}/${action}`, '')
        expect(response.status).toBe(404)
      }
      expect(asked).toHaveLength(before)
    },
  )

  test.each(['config', 'file:1/model.onnx'])(
    'refuses a model that comes with the request: %s',
    async (name) => {
      const body = { parameters: { [name]: '{}' } }
      const response = await open.post('/v2/repository/models/intents/load', body)
      expect([response.status, await response.text()]).toEqual([
        400,
        expect.stringContaining('not supported'),
      ])
    },
  )

  test('where loading is not allowed: refuses it by name, still has an index, and does not claim the extension', async () => {
    for (const action of ['load', 'unload']) {
      const response = await shut.post(`/v2/repository/models/echo-BOOL/${action}`, '')
      expect([response.status, await response.json()]).toEqual([
        403,
        { error: expect.stringMatching(/^MODEL_CONTROL_OFF: /) },
      ])
    }
    expect(await (await shut.post('/v2/repository/index', { ready: true })).json()).toEqual([
      { name: 'echo-BOOL', version: '1', state: 'READY', reason: '' },
    ])
    const extensions = async (server: HttpServer) =>
      ((await (await server.get('/v2')).json()) as { extensions: string[] }).extensions
    expect(await extensions(shut)).not.toContain('model_repository')
    expect(await extensions(open)).toContain('model_repository')
  })
})

describe('statistics', () => {
  test.each(['/v2/models/stats', '/v2/models/echo-BOOL/stats', '/v2/models/echo-BOOL/versions/1/stats'])(
    '%s tells counts and times in nanoseconds',
    async (path) => {
      const none = { count: 0, ns: 0 }
      expect(await (await open.get(path)).json()).toEqual({
        model_stats: [
          {
            name: 'echo-BOOL',
            version: '1',
            last_inference: 1_700_000_000_000,
            inference_count: 3,
            execution_count: 2,
            inference_stats: {
              success: { count: 3, ns: 30 },
              fail: none,
              queue: { count: 3, ns: 10 },
              compute_input: none,
              compute_infer: { count: 2, ns: 20 },
              compute_output: none,
              cache_hit: none,
              cache_miss: none,
            },
            batch_stats: [],
          },
        ],
      })
    },
  )

  test('of what is not there is a 404', async () => {
    for (const path of ['/v2/models/nope/stats', '/v2/models/echo-BOOL/versions/9/stats']) {
      expect((await open.get(path)).status).toBe(404)
    }
  })
})
