import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HttpServer, httpServer } from '../test/http-server.ts'
import { type MemoryService, memoryService } from '../test/memory-service.ts'
import { sampleBundle } from '../test/sample-bundle.ts'
import { onnxModels } from '../test/tensor-models.ts'
import { MAX_HEADER_BYTES } from './http-app.ts'

let service: MemoryService
let server: HttpServer

beforeAll(async () => {
  service = await memoryService({
    bundles: { intents: [await sampleBundle()] },
    tensors: await onnxModels(),
    limits: { maxTexts: 100, maxTextLength: 1_000, bodyLimitBytes: 50_000 },
  })
  server = await httpServer(service)
})
afterAll(async () => {
  await server.close()
  await service.close()
})

/** Sends bytes as they are and gives what comes until the server ends the connection. */
function raw(bytes: string, { url }: HttpServer = server): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname).setEncoding('utf8')
    let received = ''
    socket.on('data', (text: string) => {
      received += text
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
    socket.write(bytes)
  })
}

const post = (path: string, headers: readonly string[], body: string) =>
  [`POST ${path} HTTP/1.1`, 'host: x', 'connection: close', ...headers, '', body].join('\r\n')
const JSON_HEADER = 'content-type: application/json'
const CLASSIFY = '{"text":"refund","model":"intents"}'
const length = (size: number) => `content-length: ${size}`

describe('attacks on HTTP', () => {
  test.each<[string, string, number]>([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['a broken version', 'GET / HTTP/9.9\r\n\r\n', 400],
    ['a header with a control character', 'GET /v2 HTTP/1.1\r\nhost: x\r\nx: a\x01b\r\n\r\n', 400],
    [
      'headers beyond the limit',
      `GET /v2 HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(MAX_HEADER_BYTES)}\r\n\r\n`,
      431,
    ],
    ['an address beyond the limit', `GET /${'a'.repeat(MAX_HEADER_BYTES)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
    ['two lengths', post('/v1/classify', [JSON_HEADER, length(35), length(36)], CLASSIFY), 400],
    [
      'a length beside chunks, the beginning of smuggling',
      post('/v1/classify', [JSON_HEADER, length(35), 'transfer-encoding: chunked'], CLASSIFY),
      400,
    ],
    ['a negative length', post('/v1/classify', [JSON_HEADER, 'content-length: -1'], CLASSIFY), 400],
    ['a broken chunk', post('/v1/classify', [JSON_HEADER, 'transfer-encoding: chunked'], 'zz\r\n'), 400],
    ['a length beyond the limit', post('/v1/classify', [JSON_HEADER, length(10 ** 12)], CLASSIFY), 413],
    [
      'two media types',
      post('/v1/classify', ['content-type: text/plain', JSON_HEADER, length(35)], CLASSIFY),
      415,
    ],
    [
      'two packings',
      post('/v1/classify', [JSON_HEADER, 'content-encoding: gzip, gzip', length(35)], CLASSIFY),
      415,
    ],
    ['a method that nobody has', 'TRACE /v2 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 404],
  ])('%s', async (_name, bytes, status) => {
    const answer = await raw(bytes)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    const { error } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))
    expect(JSON.stringify(error)).toContain('REQUEST_')
    expect((await server.get('/v2')).status).toBe(200)
  })

  test('a body that is held back is answered 408, and its connection ends', async () => {
    const impatient = await httpServer(service, 50)
    const answer = await raw(post('/v1/classify', [JSON_HEADER, length(35)], '{"text"'), impatient)
    expect(answer).toMatch(/^HTTP\/1.1 408 .*connection: close.*did not arrive in time/is)
    await impatient.close()
  })

  test('lines that are held back end the connection', async () => {
    const impatient = await httpServer(service, 50)
    const type = 'content-type: application/x-ndjson'
    const answer = await raw(post('/v1/classify?model=intents', [type, length(99)], '"refund"\n'), impatient)
    expect(answer).toMatch(/^HTTP\/1.1 200 .*"index":0/is)
    expect(answer).not.toMatch(/\r\n0\r\n\r\n$/) // the end that chunks have
    await impatient.close()
  })
})

describe('attacks on names', () => {
  test.each([
    '/v2/models/..%2f..%2fetc%2fpasswd',
    '/v2/models/%2e%2e',
    '/v2/models/__proto__',
    '/v2/models/constructor/infer',
    '/v2/models/intents/versions/__proto__',
    '/v2/models/intents/versions/1e0',
    '/v2/models/intents/versions/01',
    '/v2/models/intents%00',
    '/v1/models/..%5c..',
    '/v1/models/toString',
  ])('%s is a model that is not there', async (path) => {
    const answer = path.endsWith('/infer')
      ? await raw(post(path, [JSON_HEADER, length(2)], '{}'))
      : await raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 404 /)
  })

  test('a name of thousands is refused in few words', async () => {
    const answer = await raw(
      `GET /v2/models/${'a'.repeat(5_000)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 414 .*REQUEST_INVALID/s)
    expect(answer.length).toBeLessThan(500)
  })

  test.each(['/v2/models/%', '/v2/models/%zz', '/v2/models/%E0%A4%A'])(
    '%s is a broken address',
    async (path) => {
      expect(await raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1.1 400 /,
      )
    },
  )
})

describe('attacks on bodies', () => {
  const infer = (tensor: object, more: object = {}) => ({
    inputs: [{ name: 'a', datatype: 'FP32', shape: [1, 2], data: [1, 2], ...tensor }],
    ...more,
  })
  const text = (tensor: object) =>
    infer({ name: 'text', datatype: 'BYTES', shape: [1], data: ['a'], ...tensor })

  test.each<[string, string, unknown, number, Record<string, string>?]>([
    ['deep lists', '/v1/classify', '['.repeat(40_000), 400],
    ['deep objects', '/v1/classify', '{"a":'.repeat(8_000), 400],
    ['deep data', '/v2/models/plus/infer', `{"inputs":[{"data":${'['.repeat(40_000)}`, 400],
    [
      '__proto__ as a member',
      '/v1/classify',
      '{"text":"a","model":"intents","__proto__":{"polluted":1}}',
      400,
    ],
    [
      '__proto__ in parameters',
      '/v2/models/plus/infer',
      infer({}, { parameters: { constructor: { polluted: 1 } } }),
      400,
    ],
    [
      'a packed bomb',
      '/v1/classify',
      gzipSync(Buffer.alloc(30_000_000, 0x5b)),
      413,
      { 'content-encoding': 'gzip' },
    ],
    ['a text beyond the limit', '/v1/classify', { text: 'a'.repeat(1_001), model: 'intents' }, 413],
    [
      'a text of the protocol beyond the limit',
      '/v2/models/intents/infer',
      text({ data: ['a'.repeat(1_001)] }),
      413,
    ],
    [
      'texts beyond the limit',
      '/v2/models/intents/infer',
      text({ shape: [101], data: Array(101).fill('a') }),
      413,
    ],
    ['no texts', '/v2/models/intents/infer', text({ shape: [0], data: [] }), 400],
    ['no rows', '/v2/models/plus/infer', infer({ shape: [0, 2], data: [] }), 400],
    ['no columns', '/v2/models/plus/infer', infer({ shape: [2, 0], data: [] }), 400],
    ['a shape whose product overflows', '/v2/models/plus/infer', infer({ shape: [2 ** 30, 2 ** 30] }), 400],
    [
      'a shape whose product overflows to 0',
      '/v2/models/plus/infer',
      infer({ shape: [2 ** 32, 2 ** 32, 0] }),
      400,
    ],
    ['a shape beyond 2^53', '/v2/models/plus/infer', infer({ shape: [2 ** 60] }), 400],
    ['a negative shape', '/v2/models/plus/infer', infer({ shape: [-1, -2] }), 400],
    ['a shape of texts', '/v2/models/plus/infer', infer({ shape: ['1', '2'] }), 400],
    ['a shape with holes', '/v2/models/plus/infer', infer({ shape: [null, 2] }), 400],
    [
      'infinity',
      '/v2/models/plus/infer',
      '{"inputs":[{"name":"a","datatype":"FP32","shape":[1],"data":[1e999]}]}',
      400,
    ],
    [
      'a size of bytes beyond 2^53',
      '/v2/models/plus/infer',
      infer({ data: undefined, parameters: { binary_data_size: 2 ** 60 } }),
      400,
      { 'inference-header-content-length': '2' },
    ],
    [
      'many inputs of one name',
      '/v2/models/plus/infer',
      { inputs: Array(500).fill(infer({}).inputs[0]) },
      400,
    ],
    [
      'many outputs of one name',
      '/v2/models/plus/infer',
      { ...infer({}), outputs: Array(500).fill({ name: 'sum' }) },
      400,
    ],
    ['a name of thousands', '/v2/models/plus/infer', infer({ name: 'a'.repeat(40_000) }), 400],
    ['a lone surrogate', '/v1/classify', '{"text":"\\ud800","model":"intents"}', 200],
    ['a text with NUL', '/v1/classify', { text: 'a\0b', model: 'intents' }, 200],
  ])('%s', async (_name, path, body, status, headers) => {
    const calls = service.calls.length
    const response = await server.post(path, body, headers)
    const answer = await response.text()
    expect(response.status, answer).toBe(status)
    // Refusals name what is wrong and do not send it back whole.
    expect(answer.length).toBeLessThan(1_000)
    if (status !== 200) expect(service.calls).toHaveLength(calls)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
