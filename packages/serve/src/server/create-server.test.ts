import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { childProcesses } from '../test/child-processes.ts'
import { eventually } from '../test/eventually.ts'
import { sampleBundle } from '../test/sample-bundle.ts'
import { removeBundles, writeBundles } from '../test/test-server.ts'
import { type CreateServerOptions, createServer } from './create-server.ts'

let folder: string
let slow: string
const open: FastifyInstance[] = []

beforeAll(async () => {
  folder = await writeBundles({ intents: await sampleBundle() })
  slow = await writeBundles({
    slow: await sampleBundle({ hiddenSize: 192, embeddingSize: 192, tokenizer: { maxLength: 400 } }),
  })
})
afterEach(() => Promise.all(open.splice(0).map((app) => app.close())))
afterAll(removeBundles)

async function create(options: Partial<CreateServerOptions> = {}): Promise<FastifyInstance> {
  const app = await createServer({ folder, execution: 'inline', ...options } as CreateServerOptions)
  open.push(app)
  return app
}

const classify = (text: unknown) => ({
  method: 'POST' as const,
  url: '/v1/classify',
  payload: JSON.stringify({ text }),
  headers: { 'content-type': 'application/json' },
})

describe('a server that was created', () => {
  test('answers injected requests without listening', async () => {
    const app = await create()
    expect(app.server.listening).toBe(false)
    expect((await app.inject(classify('my refund'))).json()).toMatchObject({ model: 'intents' })
    expect((await app.inject('/v2/models/intents')).json()).toMatchObject({
      name: 'intents',
      versions: ['1'],
    })
    expect((await app.inject('/')).headers['content-type']).toContain('text/html')
    expect((await app.inject('/v1/nothing')).json()).toMatchObject({ error: { code: 'REQUEST_INVALID' } })
  })

  test('listens where it is told, and takes hooks of the program before it does', async () => {
    const app = await create()
    const seen: string[] = []
    app.addHook('onResponse', async ({ url }) => {
      seen.push(url)
    })
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    expect((await fetch(`${url}/v2/health/ready`)).status).toBe(200)
    await eventually(() => expect(seen).toEqual(['/v2/health/ready']))
  })

  test('has no page and no description where they are not wanted', async () => {
    const app = await create({ pages: false })
    for (const path of ['/', '/docs', '/openapi.json']) expect((await app.inject(path)).statusCode).toBe(404)
    expect((await app.inject('/v2')).statusCode).toBe(200)
  })

  // Linux alone tells the ids of a process's children.
  test.skipIf(process.platform !== 'linux')(
    'closes with its workers, after injected requests were answered',
    async () => {
      const app = await create({ folder: slow, execution: 'workers', workers: 1, drainMs: 60_000 })
      await app.ready()
      expect(childProcesses()).toHaveLength(1)
      const texts = Array<string>(8).fill('refund '.repeat(400))
      const answer = app.inject(classify(texts))
      await eventually(async () => expect(await queued(app)).toBeGreaterThan(0))
      await app.close()
      expect((await answer).statusCode).toBe(200)
      expect(childProcesses()).toEqual([])
    },
  )

  test('refuses after drainMs what is left, and waits for no client that never ends its request', async () => {
    const app = await create({ folder: slow, execution: 'workers', workers: 1, drainMs: 100 })
    const url = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
    const lingering = connect(Number(url.port), url.hostname)
    lingering.on('error', () => undefined)
    lingering.write('POST /v1/classify HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{')
    const texts = Array<string>(1000).fill('refund '.repeat(100))
    const answer = fetch(`${url}v1/classify`, {
      method: 'POST',
      body: JSON.stringify({ text: texts }),
      headers: { 'content-type': 'application/json' },
    })
    await eventually(async () => expect(await queued(app)).toBeGreaterThan(0))
    await app.close()
    const response = await answer
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ error: { code: 'SERVER_CLOSING' } })
  })

  test('that is closed before it was used ends its workers, too', async () => {
    const app = await createServer({ folder, workers: 1 })
    await app.close()
    if (process.platform === 'linux') expect(childProcesses()).toEqual([])
  })
})

describe('creating', () => {
  test.each([
    [{ port: 8000 }, /^CONFIG_INVALID: createServer takes no port, .*listen\(\)/],
    [{ host: '0.0.0.0' }, /takes no host/],
    [{ grpcPort: 8001 }, /takes no grpcPort.*startServer/],
    [{ folder: undefined }, /must know what to serve; give it either folder/],
    [{ models: [] }, /either folder/],
    [{ maxText: 3 }, /has no setting "maxText"; perhaps maxTexts is meant; it has folder, models/],
    [{ workers: 0 }, /workers must be an integer of at least 1/],
  ])('with %j is refused before anything is loaded', async (options, message) => {
    await expect(create(options as Partial<CreateServerOptions>)).rejects.toThrow(message)
    if (process.platform === 'linux') expect(childProcesses()).toEqual([])
  })

  test('with a folder of no model fails with the code that says so', async () => {
    await expect(create({ folder: '/nowhere' })).rejects.toMatchObject({ code: 'BUNDLE_NOT_FOUND' })
  })
})

/** Texts that wait for a model. */
async function queued(app: FastifyInstance): Promise<number> {
  const { body } = await app.inject('/metrics')
  return Number(/^textgate_queue_texts\{[^}]*\} (\d+)$/m.exec(body)?.[1] ?? 0)
}
