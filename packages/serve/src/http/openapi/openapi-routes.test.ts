import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AnswerCheck, answerCheck } from '../../test/answer-check.ts'
import { type HttpServer, httpServer } from '../../test/http-server.ts'
import { type MemoryService, memoryService } from '../../test/memory-service.ts'
import { sampleBundle } from '../../test/sample-bundle.ts'
import { echoModels } from '../../test/tensor-models.ts'
import { allRoutes } from '../all-routes.ts'
import type { Route } from '../route.ts'
import type { OpenApiDocument } from './openapi-document.ts'

let service: MemoryService
let server: HttpServer
let routes: Route[]
let document: OpenApiDocument
let check: AnswerCheck

beforeAll(async () => {
  service = await memoryService({
    bundles: { intents: [await sampleBundle()], tags: [await sampleBundle({ head: 'multi' })] },
    tensors: echoModels(),
    control: { index: async () => [], load: async () => undefined, unload: async () => undefined },
  })
  server = await httpServer(service)
  routes = allRoutes(service)
  document = (await (await server.get('/openapi.json')).json()) as OpenApiDocument
  check = answerCheck(document)
})
afterAll(async () => {
  await server.close()
  await service.close()
})

const text = { name: 'text', datatype: 'BYTES', shape: [1], data: ['refund'] }
const binary = { inputs: [text], parameters: { binary_data_output: true } }

/** A request for each route, and what else it may answer. */
const REQUESTS: readonly (readonly [route: string, path: string, body?: unknown, type?: string])[] = [
  ['GET /v1/models', '/v1/models'],
  ['GET /v1/models/:model', '/v1/models/intents'],
  ['GET /v1/models/:model', '/v1/models/echo-FP16'],
  ['GET /v1/models/:model/versions/:version', '/v1/models/tags/versions/1'],
  ['POST /v1/classify', '/v1/classify', { text: ['a', 'b'], model: 'intents' }],
  ['POST /v1/classify', '/v1/classify', { text: 'a', model: 'tags', top_k: 1 }],
  ['POST /v1/classify', '/v1/classify', { text: [] }],
  ['POST /v1/classify', '/v1/classify?model=tags', '"a"\n{"text":"b","id":3}\n{', 'application/x-ndjson'],
  ['POST /v1/explain', '/v1/explain', { text: 'my refund', model: 'intents' }],
  ['GET /v2', '/v2'],
  ['GET /v2/health/live', '/v2/health/live'],
  ['GET /v2/health/ready', '/v2/health/ready'],
  ['GET /v2/models/stats', '/v2/models/stats'],
  ['GET /v2/models/:model', '/v2/models/intents'],
  ['GET /v2/models/:model', '/v2/models/nope'],
  ['GET /v2/models/:model/ready', '/v2/models/intents/ready'],
  ['GET /v2/models/:model/stats', '/v2/models/intents/stats'],
  ['POST /v2/models/:model/infer', '/v2/models/tags/infer', { inputs: [text], id: '1' }],
  ['POST /v2/models/:model/infer', '/v2/models/tags/infer', binary],
  ['GET /v2/models/:model/versions/:version', '/v2/models/intents/versions/1'],
  ['GET /v2/models/:model/versions/:version/ready', '/v2/models/intents/versions/1/ready'],
  ['GET /v2/models/:model/versions/:version/stats', '/v2/models/intents/versions/1/stats'],
  ['POST /v2/models/:model/versions/:version/infer', '/v2/models/intents/versions/1/infer', binary],
  ['POST /v2/repository/index', '/v2/repository/index', ''],
  ['POST /v2/repository/models/:model/load', '/v2/repository/models/a/load', ''],
  ['POST /v2/repository/models/:model/unload', '/v2/repository/models/a/unload', {}],
  ['GET /metrics', '/metrics'],
  ['GET /openapi.json', '/openapi.json'],
  ['GET /docs', '/docs'],
]

describe('the document', () => {
  test('has every route of the server, and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const served = routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    expect(described.sort()).toEqual(served.sort())
  })

  test('refers to schemas that it has, and uses each', () => {
    const names = Array.from(
      JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g),
      ([, name]) => name,
    )
    expect([...new Set(names)].sort()).toEqual(Object.keys(document.components.schemas).sort())
  })

  test('has an id for each operation, once', () => {
    const ids = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .map((operation) => (operation as { operationId: string }).operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('is tried by a request for every route', () => {
    const tried = new Set(REQUESTS.map(([route]) => route))
    expect(
      routes.map(({ method, path }) => `${method} ${path}`).filter((route) => !tried.has(route)),
    ).toEqual([])
  })

  const requests = REQUESTS.map(([route, path, body, type]) => ({ route, path, body, type }))
  test.each(requests)(
    'is true of $route as asked at $path with $body',
    async ({ route, path, body, type }) => {
      const response =
        body === undefined
          ? await server.get(path)
          : await server.post(path, body, type ? { 'content-type': type } : {})
      const answer = {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      }
      expect(() => check(route, answer)).not.toThrow()
    },
  )
})

describe('the page', () => {
  test('tells of every route and asks nothing of anyone', async () => {
    const response = await server.get('/docs')
    const html = await response.text()
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    for (const { path } of routes) expect(html).toContain(`<code>${path}</code>`)
    expect(html).not.toMatch(/<script|<img|<link|url\(|https?:/)
  })
})
