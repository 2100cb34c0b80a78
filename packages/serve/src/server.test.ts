import { once } from 'node:events'
import { connect } from 'node:net'
import type { Prediction, ServableBundle } from '@textgate/core'
import { writeBundle } from '@textgate/core/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadClassifier } from './classifier.ts'
import { startServer } from './server.ts'
import type { ServerEvent } from './server-event.ts'
import { childProcesses } from './test/child-processes.ts'
import { SAMPLE_LABELS, sampleBundle } from './test/sample-bundle.ts'
import { sampleTexts } from './test/sample-texts.ts'
import {
  removeBundles,
  requestsTaken,
  startTestServer,
  type TestServer,
  writeBundles,
} from './test/test-server.ts'

/** A model that takes long, so that something can happen meanwhile. */
const slowBundle = () => sampleBundle({ hiddenSize: 192, embeddingSize: 192, tokenizer: { maxLength: 400 } })
const longTexts = (count: number, words = 400) => Array<string>(count).fill('refund '.repeat(words))

afterAll(removeBundles)

describe('a server of one model', () => {
  let bundle: ServableBundle
  let server: TestServer
  const events: ServerEvent[] = []

  beforeAll(async () => {
    bundle = await sampleBundle()
    server = await startTestServer(
      { intents: bundle },
      { maxTexts: 500, bodyLimitBytes: 100_000, log: (event) => events.push(event) },
    )
  })
  afterAll(() => server.close())

  test('tells where it listens and what it serves', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(server.models).toEqual(['intents'])
  })

  test('answers one text, in English and in Chinese', async () => {
    for (const text of ['Where is my parcel?', '我要退款']) {
      const { status, json } = await server.post('/v1/classify', { text })
      expect(status).toBe(200)
      const { model, predictions } = json as { model: string; predictions: Prediction[] }
      expect(model).toBe('intents')
      expect(predictions).toHaveLength(1)
      expect(SAMPLE_LABELS).toContain(predictions[0]?.label)
      expect(Object.keys(predictions[0]?.probabilities ?? {}).sort()).toEqual([...SAMPLE_LABELS].sort())
    }
  })

  test('a list is answered like classify in process, to the last bit of the label', async () => {
    const texts = sampleTexts(400)
    const classifier = await loadClassifier(bundle)
    const expected = await classifier.classify(texts)
    await classifier.close()
    const { json } = await server.post('/v1/classify', { text: texts, model: 'intents' })
    expectClose((json as { predictions: Prediction[] }).predictions, expected)
  })

  test('200 requests at once are each answered with their own text', async () => {
    const texts = sampleTexts(200, 40, 7)
    const classifier = await loadClassifier(bundle)
    const expected = await classifier.classify(texts)
    await classifier.close()
    const answers = await Promise.all(texts.map((text) => server.post('/v1/classify', { text })))
    expectClose(
      answers.map(({ json }) => (json as { predictions: Prediction[] }).predictions[0] as Prediction),
      expected,
    )
  })

  test('top_k limits what is listed', async () => {
    const { json } = await server.post('/v1/classify', { text: ['a', 'b'], top_k: 1 })
    for (const { label, probability, probabilities } of (json as { predictions: Prediction[] }).predictions) {
      expect(Object.entries(probabilities)).toEqual([[label, probability]])
    }
  })

  test('an empty text and a text of spaces are texts', async () => {
    const { status, json } = await server.post('/v1/classify', { text: ['', '  '] })
    expect(status).toBe(200)
    expect((json as { predictions: Prediction[] }).predictions).toHaveLength(2)
  })

  test.each<[string, unknown, number, string, RegExp, Record<string, string>?]>([
    ['an empty list', { text: [] }, 400, 'REQUEST_INVALID', /empty list/],
    ['no text', {}, 400, 'REQUEST_INVALID', /text is missing/],
    ['null for text', { text: null }, 400, 'REQUEST_INVALID', /not null/],
    ['a number for text', { text: 3 }, 400, 'REQUEST_INVALID', /not a number/],
    ['a number in the list', { text: ['a', 3] }, 400, 'REQUEST_INVALID', /text\[1\].*not a number/],
    ['a list in the list', { text: [['a']] }, 400, 'REQUEST_INVALID', /text\[0\].*not a list/],
    ['top_k of 0', { text: 'a', top_k: 0 }, 400, 'REQUEST_INVALID', /top_k/],
    ['top_k as string', { text: 'a', top_k: '2' }, 400, 'REQUEST_INVALID', /top_k/],
    ['a number for model', { text: 'a', model: 1 }, 400, 'REQUEST_INVALID', /model must be/],
    ['an unknown member', { text: 'a', topk: 2 }, 400, 'REQUEST_INVALID', /topk is no member/],
    [
      'an unknown model',
      { text: 'a', model: 'nope' },
      404,
      'MODEL_NOT_FOUND',
      /no model nope; it has intents/,
    ],
    ['too many texts', { text: Array(501).fill('a') }, 413, 'REQUEST_TOO_LARGE', /501 texts/],
    ['too many bytes', { text: 'a'.repeat(100_001) }, 413, 'REQUEST_TOO_LARGE', /100000 bytes/],
    ['a list as body', ['a'], 400, 'REQUEST_INVALID', /must be a JSON object, not a list/],
    ['null as body', 'null', 400, 'REQUEST_INVALID', /must be a JSON object, not null/],
    ['broken JSON', '{"text": "a"', 400, 'REQUEST_INVALID', /no JSON/],
    ['an empty body', '', 400, 'REQUEST_INVALID', /body is empty/],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'REQUEST_INVALID', /no UTF-8/],
    ['plain text', 'text=a', 415, 'REQUEST_INVALID', /text\/plain/, { 'content-type': 'text/plain' }],
    ['a broken type', '{}', 415, 'REQUEST_INVALID', /application\/json/, { 'content-type': 'broken' }],
    ['JSON in GBK', '{}', 415, 'REQUEST_INVALID', /gbk/, { 'content-type': 'application/json; charset=gbk' }],
    ['JSON in brotli', '{}', 415, 'REQUEST_INVALID', /br is not.*gzip/, { 'content-encoding': 'br' }],
    ['what is no gzip', '{}', 400, 'REQUEST_INVALID', /no gzip/, { 'content-encoding': 'gzip' }],
  ])('%s is refused', async (_name, body, status, code, message, headers) => {
    const answer = await server.post('/v1/classify', body, headers)
    expect(answer.status).toBe(status)
    expect(answer.json).toEqual({ error: { code, message: expect.stringMatching(message) } })
  })

  test('JSON is understood under its other names, and without one', async () => {
    const body = JSON.stringify({ text: '退款' })
    for (const type of [
      'application/json; charset=utf-8',
      'application/json;charset="UTF-8"',
      'application/x+json',
    ]) {
      expect((await server.post('/v1/classify', body, { 'content-type': type })).status).toBe(200)
    }
    const response = await fetch(`${server.url}/v1/classify`, { method: 'POST', body: Buffer.from(body) })
    expect(response.status).toBe(200)
  })

  test('an unknown path is a 404 and a wrong method a 405 that names the right one', async () => {
    const unknown = await server.get('/v3/anything')
    expect([unknown.status, unknown.json]).toMatchObject([404, { error: { code: 'REQUEST_INVALID' } }])
    const wrong = await server.get('/v1/classify')
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST'])
    const broken = await server.get('/v1/%E0%A4%A')
    expect([broken.status, broken.json]).toMatchObject([400, { error: { code: 'REQUEST_INVALID' } }])
  })

  test('a refused request leaves the connection usable', async () => {
    await server.post('/v1/classify', { text: [] })
    expect((await server.post('/v1/classify', { text: 'a' })).status).toBe(200)
  })

  test('a refusal of a body that is far too large arrives, though its bytes were still coming', async () => {
    const { status } = await server.post('/v1/classify', Buffer.alloc(20_000_000, 0x20))
    expect(status).toBe(413)
  })

  test('requests are logged with their status', async () => {
    await server.post('/v1/classify', { text: 'a' })
    await expect
      .poll(() => events.some((event) => event.kind === 'request' && event.status === 200))
      .toBe(true)
  })
})

describe('several models', () => {
  test('are told apart by name, and a request that names none is told to', async () => {
    const [first, second] = await Promise.all([
      sampleBundle(),
      sampleBundle({ labels: ['yes', 'no'], seed: 2 }),
    ])
    const server = await startTestServer({ intents: first, '问题 2': second })
    expect(server.models).toEqual(['intents', '问题 2'])
    const unnamed = await server.post('/v1/classify', { text: 'a' })
    expect(unnamed.status).toBe(400)
    expect(JSON.stringify(unnamed.json)).toContain('intents, 问题 2')
    const { json } = await server.post('/v1/classify', { text: 'a', model: '问题 2' })
    expect(['yes', 'no']).toContain((json as { predictions: Prediction[] }).predictions[0]?.label)
    expect((await server.get(`/v2/models/${encodeURIComponent('问题 2')}`)).status).toBe(200)
    await server.close()
  })
})

describe('starting', () => {
  test('a folder that is a bundle is served under its own name, and named folders under theirs', async () => {
    const folder = await writeBundles({ one: await sampleBundle() })
    const direct = await startServer({ folder: `${folder}/one`, port: 0, workers: 1 })
    const named = await startServer({ models: [{ name: 'x', folder: `${folder}/one` }], port: 0, workers: 1 })
    expect([direct.models, named.models]).toEqual([['one'], ['x']])
    await Promise.all([direct.close(), named.close()])
  })

  test('again after closing, on the same port, works', async () => {
    const folder = await writeBundles({ one: await sampleBundle() })
    let port = 0
    for (let round = 0; round < 3; round++) {
      const server = await startServer({ folder, port, workers: 1 })
      port = Number(new URL(server.url).port)
      const response = await fetch(`${server.url}/v1/classify`, {
        method: 'POST',
        body: '{"text":"a"}',
        headers: { 'content-type': 'application/json' },
      })
      expect(response.status).toBe(200)
      await server.close()
      await expect(fetch(server.url)).rejects.toThrow()
    }
  })

  test('on a taken port fails with SERVER_PORT_UNAVAILABLE and leaves nothing running', async () => {
    const folder = await writeBundles({ one: await sampleBundle() })
    const server = await startServer({ folder, port: 0, workers: 1 })
    const port = Number(new URL(server.url).port)
    await expect(startServer({ folder, port, workers: 1 })).rejects.toMatchObject({
      code: 'SERVER_PORT_UNAVAILABLE',
    })
    await server.close()
  })

  test.each([
    { workers: 0 },
    { port: 65_536 },
    { port: -1 },
    { maxTexts: 1.5 },
    { drainMs: -1 },
    { bodyLimitBytes: Number.NaN },
  ])('with %j fails with CONFIG_INVALID', async (settings) => {
    await expect(startServer({ folder: '/nowhere', ...settings })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
  })

  test('with no bundle, an unexported one, a tampered one or two of one name fails with the code that says so', async () => {
    const bundle = await sampleBundle()
    const folder = await writeBundles({ good: bundle })
    await expect(startServer({ folder: '/nowhere' })).rejects.toMatchObject({ code: 'BUNDLE_NOT_FOUND' })
    await expect(startServer({ models: [] })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    const twice = { name: 'a', folder: `${folder}/good` }
    await expect(startServer({ models: [twice, twice] })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    const foreign = await sampleBundle({ tokenizer: { lowercase: false } })
    const mixed = await writeBundles({ mixed: { ...bundle, onnx: foreign.onnx } })
    await expect(startServer({ folder: mixed, port: 0 })).rejects.toMatchObject({
      code: 'BUNDLE_FILE_TAMPERED',
    })
    await writeBundle(`${folder}/raw`, bundle)
    await expect(startServer({ folder })).rejects.toMatchObject({ code: 'BUNDLE_NOT_EXPORTED' })
  })
})

// Linux alone tells the ids of a process's children.
describe.skipIf(process.platform !== 'linux')('workers', () => {
  test('one that dies is replaced: its requests are tried once more and answered', async () => {
    const events: ServerEvent[] = []
    const server = await startTestServer(
      { slow: await slowBundle() },
      { workers: 1, log: (event) => events.push(event) },
    )
    const [worker] = childProcesses()
    const taken = requestsTaken(1)
    const answer = server.post('/v1/classify', { text: longTexts(20) })
    await taken
    process.kill(worker as number, 'SIGKILL')
    expect((await answer).status).toBe(200)
    expect((await server.post('/v1/classify', { text: 'a' })).status).toBe(200)
    expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['worker-lost', 'worker-replaced']))
    await server.close()
  })

  test('one that hangs is ended and replaced, and the server answers meanwhile', async () => {
    const server = await startTestServer({ slow: await slowBundle() }, { workers: 1, hungMs: 500 })
    const [worker] = childProcesses()
    process.kill(worker as number, 'SIGSTOP')
    const answer = server.post('/v1/classify', { text: 'a' })
    expect((await server.get('/v2/health/live')).status).toBe(200)
    expect((await answer).status).toBe(200)
    await server.close()
  })

  test('leave the event loop free: health answers while they compute, and a short request passes a long one', async () => {
    const server = await startTestServer({ slow: await slowBundle() }, { workers: 1 })
    let isDone = false
    const taken = requestsTaken(1)
    const long = server.post('/v1/classify', { text: longTexts(400, 100) }).finally(() => {
      isDone = true
    })
    await taken
    for (let i = 0; i < 5; i++) expect((await server.get('/v2/health/live')).status).toBe(200)
    expect((await server.post('/v1/classify', { text: 'short' })).status).toBe(200)
    expect(isDone).toBe(false)
    expect((await long).status).toBe(200)
    await server.close()
  })
})

describe('closing', () => {
  test('answers requests under way, refuses new ones, and is the same when called twice', async () => {
    const server = await startTestServer({ slow: await slowBundle() }, { workers: 2, drainMs: 60_000 })
    const taken = requestsTaken(4)
    const underWay = [1, 2, 3, 4].map(() => server.post('/v1/classify', { text: longTexts(8) }))
    await taken
    const closed = Promise.all([server.close(), server.close()])
    for (const { status } of await Promise.all(underWay)) expect(status).toBe(200)
    await closed
    await expect(server.get('/v2/health/live')).rejects.toThrow()
  })

  test('a body that is still arriving is waited for, and its connection then ends', async () => {
    const server = await startTestServer({ small: await sampleBundle() }, { workers: 1 })
    const taken = requestsTaken(1)
    const connection = rawConnection(server)
    const head =
      'POST /v1/classify HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n'
    connection.socket.write(`${head}{"text"`)
    await taken
    const closed = server.close()
    connection.socket.write(':"a"}')
    await connection.ended
    expect(connection.received()).toMatch(/^HTTP\/1.1 200 .*connection: close/is)
    await closed
  })

  test.each([
    ['GET /v2/health/live', 200],
    ['GET /v2/health/ready', 503],
    ['GET /v2/models/small/ready', 503],
    ['GET /v2/models/small', 503],
    ['POST /v1/classify', 503],
  ])('%s whose headers came too late gets %i, and its connection ends', async (request, status) => {
    const server = await startTestServer({ small: await sampleBundle() }, { workers: 1 })
    const { socket, received, ended } = rawConnection(server)
    const answered = once(socket, 'data')
    // Half a request behind a whole one: when the first is answered, the second has begun.
    socket.write(`GET /v2 HTTP/1.1\r\nhost: x\r\n\r\n${request} HTTP/1.1\r\nhost: x\r\n`)
    await answered
    const first = received().length
    const closed = server.close()
    socket.write('\r\n')
    await ended
    expect(received().slice(first)).toMatch(new RegExp(`^HTTP/1.1 ${status} .*connection: close`, 'is'))
    await closed
  })

  test('does not wait longer than drainMs: what is left gets 503 SERVER_CLOSING', async () => {
    const server = await startTestServer({ slow: await slowBundle() }, { workers: 1, drainMs: 100 })
    const taken = requestsTaken(1)
    const long = server.post('/v1/classify', { text: longTexts(1000, 100) })
    await taken
    await server.close()
    const { status, json } = await long
    expect([status, json]).toMatchObject([503, { error: { code: 'SERVER_CLOSING' } }])
  })

  test('does not wait for a client that never ends its request', async () => {
    const server = await startTestServer({ small: await sampleBundle() }, { workers: 1, drainMs: 100 })
    const taken = requestsTaken(1)
    const { socket, ended } = rawConnection(server)
    socket.write(
      'POST /v1/classify HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
    )
    await taken
    await server.close()
    await ended
  })
})

/** A connection of which a test writes the bytes itself. */
function rawConnection(server: TestServer) {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname).setEncoding('utf8')
  let received = ''
  socket.on('data', (text: string) => {
    received += text
  })
  socket.on('error', () => undefined) // a connection that is cut ends, too
  return { socket, received: () => received, ended: new Promise((resolve) => socket.once('close', resolve)) }
}

function expectClose(actual: readonly Prediction[], expected: readonly Prediction[]): void {
  expect(actual.map(({ label }) => label)).toEqual(expected.map(({ label }) => label))
  actual.forEach(({ probability }, i) => {
    expect(Math.abs(probability - (expected[i]?.probability ?? 9))).toBeLessThan(1e-6)
  })
}
