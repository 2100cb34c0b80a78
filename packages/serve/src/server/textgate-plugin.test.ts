import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Fastify, { type FastifyInstance, type FastifyPluginCallback } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newApiKey } from '../access/new-api-key.ts'
import type { OpenApiDocument } from '../http/openapi/openapi-document.ts'
import type { ServerEvent } from '../server-event.ts'
import { childProcesses } from '../test/child-processes.ts'
import { sampleBundle } from '../test/sample-bundle.ts'
import { removeBundles, writeBundles } from '../test/test-server.ts'
import { type TextgatePluginOptions, textgatePlugin } from './textgate-plugin.ts'

let folder: string
const open: FastifyInstance[] = []

beforeAll(async () => {
  folder = await writeBundles({ intents: await sampleBundle() })
})
afterEach(() => Promise.all(open.splice(0).map((app) => app.close())))
afterAll(removeBundles)

function ownServer(options = {}): FastifyInstance {
  const app = Fastify(options)
  open.push(app)
  return app
}

function mount(app: FastifyInstance, options: Partial<TextgatePluginOptions> & { prefix?: string } = {}) {
  app.register(textgatePlugin, { folder, execution: 'inline', ...options } as TextgatePluginOptions)
}

const JSON_TYPE = { 'content-type': 'application/json' }
const post = (url: string, body: unknown, headers = {}) => ({
  method: 'POST' as const,
  url,
  payload: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { ...JSON_TYPE, ...headers },
})

describe('below a prefix', () => {
  test('every protocol answers, and errors have the shape of their protocol', async () => {
    const app = ownServer()
    mount(app, { prefix: '/models' })
    const plain = await app.inject(post('/models/v1/classify', { text: 'my refund' }))
    expect(plain.json()).toMatchObject({ model: 'intents', predictions: [{}] })
    const inputs = [{ name: 'text', datatype: 'BYTES', shape: [1], data: ['a'] }]
    const tensors = await app.inject(post('/models/v2/models/intents/infer', { inputs }))
    expect(tensors.json()).toMatchObject({ model_name: 'intents' })
    const lines = await app.inject(
      post('/models/v1/classify', '"a"\n"b"\n', { 'content-type': 'application/x-ndjson' }),
    )
    expect(lines.body.trim().split('\n')).toHaveLength(2)
    expect((await app.inject('/models/v2/models/none')).json()).toEqual({
      error: expect.stringContaining('MODEL_NOT_FOUND: '),
    })
    expect((await app.inject(post('/models/v1/classify', {}))).json()).toMatchObject({
      error: { code: 'REQUEST_INVALID' },
    })
    const other = await app.inject('/models/v1/classify')
    expect([other.statusCode, other.headers.allow]).toEqual([405, 'POST'])
    const unknown = await app.inject('/models/v1/nothing')
    expect(unknown.json().error.message).toContain('ask GET /models/v2 or POST /models/v1/classify')
  })

  test('the page finds its files, with and without a slash at the end', async () => {
    for (const routerOptions of [{}, { ignoreTrailingSlash: true }]) {
      const app = ownServer({ routerOptions })
      mount(app, { prefix: '/models' })
      const url = await app.listen({ port: 0, host: '127.0.0.1' })
      for (const path of ['/models', '/models/', '/models?text=a']) {
        const page = await fetch(url + path)
        expect(page.status).toBe(200)
        const addresses = [...(await page.text()).matchAll(/(?:src|href)="(\.\/assets\/[^"]+)"/g)]
        expect(addresses.length).toBeGreaterThan(1)
        for (const [, address = ''] of addresses)
          expect((await fetch(new URL(address, page.url))).status).toBe(200)
      }
    }
  })

  test('the description says where its paths begin, and each is there', async () => {
    const app = ownServer()
    app.register(async (inner) => mount(inner, { prefix: '/models/' }), { prefix: '/api' })
    const document = (await app.inject('/api/models/openapi.json')).json() as OpenApiDocument
    const root = document.servers[0]?.url
    expect(root).toBe('/api/models')
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const method of Object.keys(methods)) {
        const url = root + path.replace(/\{\w+\}/g, 'intents')
        const options = { method: method.toUpperCase() as 'GET', url, headers: JSON_TYPE, payload: '{}' }
        const { body } = await app.inject(method === 'get' ? url : options)
        expect(body).not.toContain('there is no /')
      }
    }
    expect((await app.inject('/api/models/docs')).body).toContain('<code>/api/models</code>')
  })

  test('pages are left out where they are not wanted', async () => {
    const app = ownServer()
    mount(app, { prefix: '/models', pages: false })
    for (const path of ['/models', '/models/', '/models/docs', '/models/openapi.json'])
      expect((await app.inject(path)).statusCode).toBe(404)
  })

  test('requests are counted and keys are asked for as at the root, but for health and pages', async () => {
    const { key, entry } = newApiKey({ name: 'shop' })
    const admin = newApiKey({ name: 'admin', admin: true })
    const keys = join(folder, 'keys.json')
    await writeFile(keys, JSON.stringify([entry, admin.entry]))
    const app = ownServer()
    mount(app, { prefix: '/models', keys })
    const ask = (path: string, bearer?: string) =>
      app.inject({ url: path, headers: bearer ? { authorization: `Bearer ${bearer}` } : {} })
    for (const path of ['/', '/docs', '/v2/health/live']) {
      expect((await ask(`/models${path}`)).statusCode).toBe(200)
    }
    expect((await ask('/models/v1/models')).statusCode).toBe(401)
    expect((await ask('/models/nothing')).statusCode).toBe(401)
    expect((await ask('/models/v1/models', key)).statusCode).toBe(200)
    expect((await ask('/models/metrics', key)).statusCode).toBe(403)
    const { body } = await ask('/models/metrics', admin.key)
    expect(body).toMatch(/textgate_requests_total\{[^}]*protocol="json"[^}]*code="200"\} 1/)
  })
})

describe('beside it, the server around it', () => {
  test('keeps its own bodies, errors, unknown paths, limits and timeouts', async () => {
    const app = ownServer()
    app.post('/own', async ({ body }) => ({ got: body }))
    app.get('/fails', () => {
      throw Object.assign(new Error('own words'), { statusCode: 418 })
    })
    app.get('/v2', async () => 'own')
    const before = [app.server.headersTimeout, app.server.requestTimeout]
    mount(app, { prefix: '/models', bodyLimitBytes: 100 })
    await app.ready()
    expect([app.server.headersTimeout, app.server.requestTimeout]).toEqual(before)
    expect((await app.inject(post('/own', { a: 'x'.repeat(500) }))).json().got.a).toHaveLength(500)
    expect((await app.inject('/fails')).json()).toEqual({
      statusCode: 418,
      error: "I'm a Teapot",
      message: 'own words',
    })
    expect((await app.inject('/nothing')).json()).toMatchObject({ statusCode: 404, error: 'Not Found' })
    expect((await app.inject('/v2')).body).toBe('own')
    const long = await app.inject(post('/models/v1/classify', { text: 'x'.repeat(500) }))
    expect([long.statusCode, long.json().error.code]).toEqual([413, 'REQUEST_TOO_LARGE'])
  })

  test('reaches nothing below the prefix by its parsers, error handler, serializer or unknown paths', async () => {
    const app = ownServer({ bodyLimit: 10 })
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, _body, done) =>
      done(new Error('a parser of the program')),
    )
    app.setErrorHandler((_error, _request, reply) => reply.code(500).send('own error'))
    app.setNotFoundHandler((_request, reply) => reply.code(404).send('own page'))
    app.setReplySerializer(() => '"own serializer"')
    mount(app, { prefix: '/models' })
    expect((await app.inject(post('/models/v1/classify', { text: 'a longer text' }))).json()).toMatchObject({
      model: 'intents',
    })
    expect((await app.inject('/models/v1/models/none')).json().error.code).toBe('MODEL_NOT_FOUND')
    expect((await app.inject('/models/nothing')).json().error.code).toBe('REQUEST_INVALID')
    expect((await app.inject('/nothing')).body).toBe('own page')
  })

  test('asks its own callers first, and what it refuses is answered in the shape of the protocol', async () => {
    const app = ownServer()
    app.addHook('onRequest', async ({ headers }, reply) => {
      if (headers.cookie === 'session=1') return
      reply.header('www-authenticate', 'Cookie')
      throw Object.assign(new Error('sign in first'), { statusCode: 401 })
    })
    mount(app, { prefix: '/models' })
    const refused = await app.inject(post('/models/v1/classify', { text: 'a' }))
    expect([refused.statusCode, refused.json()]).toEqual([
      401,
      { error: { code: 'UNAUTHORIZED', message: 'sign in first' } },
    ])
    expect(refused.headers['www-authenticate']).toBe('Cookie')
    const tensors = await app.inject('/models/v2')
    expect(tensors.json()).toEqual({ error: 'UNAUTHORIZED: sign in first' })
    const allowed = post('/models/v1/classify', { text: 'a' }, { cookie: 'session=1' })
    expect((await app.inject(allowed)).statusCode).toBe(200)
  })

  test('has plugins of its own, with headers, request ids and a logger, that work below the prefix', async () => {
    const lines: string[] = []
    const stream = { write: (line: string) => void lines.push(line) }
    const app = ownServer({ logger: { stream }, genReqId: () => 'request-7' })
    const addHeader: FastifyPluginCallback = (instance, _options, done) => {
      instance.decorateRequest('tenant', '')
      instance.addHook('onRequest', async (request, reply) => {
        reply.header('x-request-id', request.id)
      })
      done()
    }
    app.register(Object.assign(addHeader, { [Symbol.for('skip-override')]: true }))
    const events: ServerEvent[] = []
    mount(app, { prefix: '/models', log: (event) => events.push(event) })
    const answer = await app.inject(post('/models/v1/classify', { text: 'a' }))
    expect([answer.statusCode, answer.headers['x-request-id']]).toEqual([200, 'request-7'])
    expect(events).toMatchObject([{ kind: 'request', url: '/models/v1/classify', requestId: 'request-7' }])
    expect(lines.filter((line) => line.includes('"url":"/models/v1/classify"'))).toHaveLength(1)
  })

  test('may mount two sets of models, each with its own settings', async () => {
    const other = await writeBundles({ tags: await sampleBundle({ head: 'multi' }) })
    const app = ownServer()
    mount(app, { prefix: '/a', maxTexts: 1 })
    mount(app, { prefix: '/b', folder: other })
    const names = async (prefix: string) =>
      (await app.inject(`${prefix}/v1/models`)).json().models.map((model: { name: string }) => model.name)
    expect([await names('/a'), await names('/b')]).toEqual([['intents'], ['tags']])
    const two = { text: ['a', 'b'] }
    expect((await app.inject(post('/a/v1/classify', two))).statusCode).toBe(413)
    expect((await app.inject(post('/b/v1/classify', two))).statusCode).toBe(200)
  })

  test('may have it at the root, where unknown paths stay its own', async () => {
    const app = ownServer()
    app.get('/', async () => 'own page')
    mount(app, { pages: false })
    expect((await app.inject('/')).body).toBe('own page')
    expect((await app.inject(post('/v1/classify', { text: 'a' }))).statusCode).toBe(200)
    expect((await app.inject('/nothing')).json()).toMatchObject({ statusCode: 404, error: 'Not Found' })
  })
})

describe('registering', () => {
  test.each([
    [{ tls: { cert: 'a', key: 'b' } }, /CONFIG_INVALID: textgatePlugin takes no tls.*the server around it/],
    [{ port: 1 }, /takes no port/],
    [{ grpcPort: 1 }, /takes no grpcPort/],
    [{ maxBatches: 1 }, /has no setting "maxBatches"; perhaps maxBatch is meant/],
    [{ folder: '/nowhere' }, /BUNDLE_NOT_FOUND/],
  ])('with %j fails when the server gets ready, and leaves nothing running', async (options, message) => {
    const app = ownServer()
    mount(app, { prefix: '/models', execution: 'workers', ...options } as object)
    await expect(app.ready()).rejects.toThrow(message)
    if (process.platform === 'linux') expect(childProcesses()).toEqual([])
  })

  test('closing the server ends the workers', async () => {
    const app = ownServer()
    mount(app, { prefix: '/models', execution: 'workers', workers: 1 })
    await app.ready()
    expect((await app.inject(post('/models/v1/classify', { text: 'a' }))).statusCode).toBe(200)
    if (process.platform === 'linux') expect(childProcesses()).toHaveLength(1)
    await app.close()
    if (process.platform === 'linux') expect(childProcesses()).toEqual([])
  })

  test('a server that gives up waiting for the models ends them when it closes', async () => {
    const app = ownServer({ pluginTimeout: 1 })
    mount(app, { prefix: '/models', execution: 'workers', workers: 1 })
    await expect(app.ready()).rejects.toThrow('did not start in time')
    await app.close()
    if (process.platform === 'linux') expect(childProcesses()).toEqual([])
  })
})
