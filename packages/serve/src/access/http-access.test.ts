import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TextgateError } from '@textgate/core'
import { afterAll, describe, expect, test } from 'vitest'
import { allRoutes } from '../http/all-routes.ts'
import { httpApp } from '../http/http-app.ts'
import type { Route } from '../http/route.ts'
import type { ServerEvent } from '../server-event.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { modelDirectory } from '../service/model-directory.ts'
import type { ServedModel } from '../service/served-model.ts'
import { eventually } from '../test/eventually.ts'
import { memoryService } from '../test/memory-service.ts'
import { sampleBundle } from '../test/sample-bundle.ts'
import { accessControl } from './access-control.ts'
import { guardedService } from './guarded-service.ts'
import { httpAccess } from './http-access.ts'
import { followKeys } from './keys-file.ts'
import { newApiKey } from './new-api-key.ts'

const shop = newApiKey({ name: 'shop', models: ['shop-*'] })
const admin = newApiKey({ name: 'admin', admin: true })
const half = newApiKey({ name: 'half', admin: true, models: ['news'] })
const slow = newApiKey({ name: 'slow', maxRequestsPerSecond: 0.01 })
const single = newApiKey({ name: 'single', maxConcurrent: 1 })
const keys = [shop, admin, half, slow, single]

describe('a server with keys', () => {
  test('answers a key of either header, and no request without one, before its body is read', async () => {
    const app = server()
    const bearer = await app.inject({ url: '/names', headers: { authorization: `Bearer ${admin.key}` } })
    expect(bearer.json()).toEqual(['news', 'shop-a', 'shop-b'])
    const header = await app.inject({ url: '/names', headers: { 'x-api-key': admin.key } })
    expect(header.json()).toEqual(['news', 'shop-a', 'shop-b'])
    for (const authorization of [
      undefined,
      admin.key,
      `Basic ${admin.key}`,
      'Bearer ',
      `Bearer ${admin.key}x`,
    ]) {
      const headers = authorization === undefined ? {} : { authorization }
      for (const url of ['/names', '/v2/models/news', '/nowhere']) {
        const refused = await app.inject({ method: 'POST', url, headers, payload: '{}' })
        expect([refused.statusCode, refused.headers['www-authenticate']]).toEqual([
          401,
          'Bearer realm="textgate"',
        ])
        expect(refused.body).toContain('UNAUTHORIZED')
      }
    }
  })

  test('leaves health open, and metrics to admins or, where it is told so, to everybody', async () => {
    const app = server()
    expect((await app.inject('/v2/health/live')).statusCode).toBe(200)
    for (const url of ['/metrics', '/metrics/', '/%6Detrics']) {
      expect((await app.inject(url)).statusCode).toBe(401)
      expect((await app.inject({ url, headers: bearer(shop) })).statusCode).toBe(403)
      expect((await app.inject({ url, headers: bearer(admin) })).statusCode).toBe(200)
    }
    expect((await server({ metricsOpen: true }).inject('/metrics')).statusCode).toBe(200)
  })

  test('lists, finds and counts for a key only the models that it may use', async () => {
    const app = server()
    expect((await app.inject({ url: '/names', headers: bearer(shop) })).json()).toEqual(['shop-a', 'shop-b'])
    expect((await app.inject({ url: '/all', headers: bearer(shop) })).json()).toEqual(['shop-a', 'shop-b'])
    expect((await app.inject({ url: '/find/shop-a', headers: bearer(shop) })).statusCode).toBe(200)
    expect((await app.inject({ url: '/find/shop-c', headers: bearer(shop) })).statusCode).toBe(404)
    // The same whether there is such a model or not.
    for (const name of ['news', 'nothing']) {
      expect((await app.inject({ url: `/find/${name}`, headers: bearer(shop) })).statusCode).toBe(403)
      expect((await app.inject({ url: `/statistics/${name}`, headers: bearer(shop) })).statusCode).toBe(403)
    }
    expect((await app.inject({ url: '/statistics', headers: bearer(shop) })).json()).toEqual([
      'shop-a',
      'shop-b',
    ])
    expect((await app.inject({ url: '/index', headers: bearer(shop) })).json()).toEqual(['shop-a', 'shop-b'])
  })

  test('lets admins alone load and unload, and them their models alone', async () => {
    const app = server()
    const status = async (path: string, key: typeof shop) =>
      (await app.inject({ method: 'POST', url: path, headers: bearer(key) })).statusCode
    expect(await status('/load/shop-a', shop)).toBe(403)
    expect(await status('/unload/shop-a', shop)).toBe(403)
    expect(await status('/load/shop-a', half)).toBe(403)
    expect(await status('/load/news', half)).toBe(200)
    expect(await status('/unload/shop-a', admin)).toBe(200)
  })

  test('answers 429 and when to ask again above a rate', async () => {
    const app = server()
    expect((await app.inject({ url: '/names', headers: bearer(slow) })).statusCode).toBe(200)
    const refused = await app.inject({ url: '/names', headers: bearer(slow) })
    expect(refused.statusCode).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(90)
    expect((await app.inject({ url: '/names', headers: bearer(admin) })).statusCode).toBe(200)
  })

  test('counts a request as under way until it is answered or its client has gone', async () => {
    const app = server()
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    const ask = (path: string, signal?: AbortSignal) =>
      fetch(`${url}${path}`, { headers: bearer(single), ...(signal ? { signal } : {}) })
    const gone = new AbortController()
    const waiting = ask('/wait', gone.signal)
    await eventually(async () => expect((await ask('/names')).status).toBe(429))
    gone.abort()
    await expect(waiting).rejects.toThrow()
    await eventually(async () => expect((await ask('/names')).status).toBe(200))
    expect((await ask('/names')).status).toBe(200)
    await app.close()
  })

  test('guards the real routes, also while lines of NDJSON come and go', async () => {
    const access = httpAccess(accessControl(keys.map(({ entry }) => entry)), false)
    const memory = await memoryService({
      bundles: { 'shop-a': [await sampleBundle()], news: [await sampleBundle()] },
    })
    const service = guardedService(memory, access.caller)
    const app = httpApp(service, allRoutes(service))
    access.addTo(app)
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    const get = async (path: string) => fetch(`${url}${path}`, { headers: bearer(shop) })
    const { models } = (await (await get('/v1/models')).json()) as { models: { name: string }[] }
    expect(models.map(({ name }) => name)).toEqual(['shop-a'])
    expect((await get('/v1/models/news')).status).toBe(403)
    expect((await get('/v2/models/news/ready')).status).toBe(403)
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200)
    const classify = (query: string, type: string, body: string) =>
      fetch(`${url}/v1/classify${query}`, {
        method: 'POST',
        headers: { ...bearer(shop), 'content-type': type },
        body,
      })
    // Of the one model that the key may use, the name may be left out.
    expect((await classify('', 'application/json', '{"text":"a"}')).status).toBe(200)
    expect((await classify('', 'application/json', '{"text":"a","model":"news"}')).status).toBe(403)
    const lines = Array.from({ length: 3000 }, (_, i) => JSON.stringify(`text ${i} of many`)).join('\n')
    const answers = (await (await classify('', 'application/x-ndjson', lines)).text()).trim().split('\n')
    expect(answers.filter((line) => JSON.parse(line).label !== undefined)).toHaveLength(3000)
    await app.close()
    await memory.close()
  })

  test('never writes a key or a hash into its log or an answer', async () => {
    const events: ServerEvent[] = []
    const app = server({ log: (event) => events.push(event) })
    const answers = await Promise.all(
      [...keys.map(({ key }) => key), 'tgk_wrong'].flatMap((key) =>
        ['/names', '/find/news', '/metrics', '/fail'].map((url) =>
          app.inject({ url, headers: { authorization: `Bearer ${key}` } }),
        ),
      ),
    )
    const written = JSON.stringify([events, answers.map(({ body, headers }) => [body, headers])])
    expect(events.length).toBeGreaterThan(20)
    for (const secret of [...keys.flatMap(({ key, entry }) => [key, entry.sha256]), 'tgk_wrong'])
      expect(written).not.toContain(secret)
  })
})

describe('a file of keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'textgate-keys-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('is read again when it changes, and a broken one leaves the old keys in use', async () => {
    const file = join(folder, 'keys.json')
    writeFileSync(file, JSON.stringify([shop.entry]))
    const events: ServerEvent[] = []
    const { access, close } = await followKeys(file, (event) => events.push(event))
    expect(access.identify(shop.key).name).toBe('shop')

    writeFileSync(file, `[${JSON.stringify(admin.entry)}`)
    await eventually(() => expect(events.at(-1)).toMatchObject({ kind: 'file-refused', file }))
    expect(access.identify(shop.key).name).toBe('shop')
    expect(JSON.stringify(events)).not.toContain(admin.entry.sha256.slice(0, 10))

    writeFileSync(file, JSON.stringify([admin.entry]))
    await eventually(() => expect(events.at(-1)).toEqual({ kind: 'file-reread', file }))
    expect(access.identify(admin.key).name).toBe('admin')
    expect(() => access.identify(shop.key)).toThrow('UNAUTHORIZED')
    close()
  })

  test('that is not there or no JSON is refused with its name', async () => {
    const missing = join(folder, 'none.json')
    await expect(followKeys(missing)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      details: { file: missing },
    })
    const broken = join(folder, 'broken.json')
    writeFileSync(broken, '{')
    await expect(followKeys(broken)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      details: { file: broken },
    })
  })
})

function bearer({ key }: typeof shop): { authorization: string } {
  return { authorization: `Bearer ${key}` }
}

/** A server with three models whose routes tell what the service lets a caller see. */
function server({ metricsOpen = false, log }: { metricsOpen?: boolean; log?: InferenceService['log'] } = {}) {
  const access = httpAccess(accessControl(keys.map(({ entry }) => entry)), metricsOpen)
  const service = guardedService(plainService(log), access.caller)
  const names = (of: readonly { name: string }[]) => of.map(({ name }) => name)
  const get = (path: string, answer: Route['answer']): Route => ({ method: 'GET', path, answer })
  const post = (path: string, answer: Route['answer']): Route => ({ method: 'POST', path, answer })
  const app = httpApp(service, [
    get('/v2/health/live', () => ({ live: true })),
    get('/metrics', () => ({})),
    get('/names', () => service.models.names),
    get('/all', () => names(service.models.all.flatMap(({ name }) => service.models.versions(name)))),
    get('/find/:name', ({ parameters: { name = '' } }) => names([service.models.find(name)])),
    get('/statistics', async () => names(await service.statistics())),
    get('/statistics/:name', async ({ parameters: { name } }) => names(await service.statistics(name))),
    get('/index', async () => names((await service.control?.index()) ?? [])),
    get('/wait', () => new Promise(() => undefined)),
    get('/fail', () => {
      throw new TextgateError('MODEL_FAILED', 'the model failed')
    }),
    post('/load/:name', async ({ parameters: { name = '' } }) => {
      await service.control?.load(name)
      return {}
    }),
    post('/unload/:name', async ({ parameters: { name = '' } }) => {
      await service.control?.unload(name)
      return {}
    }),
  ])
  access.addTo(app)
  return app
}

function plainService(log: InferenceService['log']): InferenceService {
  const models = ['shop-a', 'shop-b', 'news'].map((name): ServedModel => {
    return { name, version: '1', key: name, inputs: [], outputs: [] }
  })
  const nothing = { count: 0, ns: 0 }
  const times = {
    ...{ success: nothing, fail: nothing, queue: nothing },
    ...{ compute: nothing, cacheHit: nothing, cacheMiss: nothing },
  }
  return {
    models: modelDirectory(models),
    control: {
      index: async () => models.map(({ name, version }) => ({ name, version, state: 'READY', reason: '' })),
      load: async () => undefined,
      unload: async () => undefined,
    },
    limits: { maxTexts: 10, maxTextLength: 1000, bodyLimitBytes: 10_000 },
    isOpen: true,
    isReady: true,
    keepsConnections: true,
    log,
    logRequest: log,
    probabilities: () => Promise.reject(new Error('not asked here')),
    run: () => Promise.reject(new Error('not asked here')),
    tokenizer: () => Promise.reject(new Error('not asked here')),
    metrics: () => Promise.resolve(''),
    statistics: async () =>
      models.map(({ name, version }) => ({
        ...{ name, version, inferenceCount: 0, executionCount: 0, lastInference: 0 },
        ...times,
      })),
  }
}
