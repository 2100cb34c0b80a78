import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { type Prediction, TextgateError } from '@textgate/core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type HttpServer, httpServer } from '../../test/http-server.ts'
import { type MemoryService, memoryService } from '../../test/memory-service.ts'
import { sampleBundle } from '../../test/sample-bundle.ts'
import { sampleTexts } from '../../test/sample-texts.ts'

let service: MemoryService
let server: HttpServer

beforeAll(async () => {
  const limits = { maxTextLength: 1_000, bodyLimitBytes: 100_000 }
  service = await memoryService({ bundles: { intents: [await sampleBundle()] }, limits })
  server = await httpServer(service)
})
afterAll(async () => {
  await server.close()
  await service.close()
})

type AnswerLine = Partial<Prediction> & {
  index: number
  id?: unknown
  error?: { code: string; message: string }
}

async function linesOf(body: string | Uint8Array, query = '', headers: Record<string, string> = {}) {
  const response = await server.post(`/v1/classify${query}`, body, {
    'content-type': 'application/x-ndjson',
    ...headers,
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/x-ndjson')
  const text = await response.text()
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as AnswerLine)
}

/** A stream of lines both ways, of which a test writes and reads as it likes. */
function exchange() {
  const { hostname, port } = new URL(server.url)
  const request = httpRequest({
    hostname,
    port,
    method: 'POST',
    path: '/v1/classify',
    headers: { 'content-type': 'application/x-ndjson' },
  })
  request.on('error', () => undefined) // some tests cut it
  return request
}

describe('NDJSON', () => {
  test('is answered a line each, in order, like a list of texts', async () => {
    const texts = sampleTexts(300, 20)
    const answers = await linesOf(
      texts.map((text) => JSON.stringify(text)).join('\n'),
      '?model=intents&top_k=1',
    )
    const { predictions } = (await (await server.post('/v1/classify', { text: texts, top_k: 1 })).json()) as {
      predictions: Prediction[]
    }
    expect(answers.map(({ index }) => index)).toEqual([...texts.keys()])
    expect(answers.map(({ label }) => label)).toEqual(predictions.map(({ label }) => label))
    expect(answers.every(({ probabilities }) => Object.keys(probabilities ?? {}).length === 1)).toBe(true)
  })

  test('ids come back; blank lines are none; the last line needs no end', async () => {
    const body = '{"text":"a","id":"first"}\r\n\n  \n{"id":7,"text":"b"}\n"c"'
    expect((await linesOf(body)).map(({ index, id }) => [index, id])).toEqual([
      [0, 'first'],
      [1, 7],
      [2, undefined],
    ])
  })

  test('a wrong line is an error in its place and does not end the stream', async () => {
    const wrong: [string | Uint8Array, string, RegExp][] = [
      ['{"text"', 'REQUEST_INVALID', /no JSON/],
      ['3', 'REQUEST_INVALID', /not a number/],
      ['null', 'REQUEST_INVALID', /not null/],
      ['["a"]', 'REQUEST_INVALID', /not a list/],
      ['{"text":1}', 'REQUEST_INVALID', /text must be a string/],
      ['{"text":"a","id":{}}', 'REQUEST_INVALID', /id must be/],
      ['{"text":"a","__proto__":{}}', 'REQUEST_INVALID', /__proto__ is no member/],
      ['['.repeat(99), 'REQUEST_INVALID', /deep/],
      [Buffer.from([0x22, 0xff, 0x22]), 'REQUEST_INVALID', /no UTF-8/],
      [JSON.stringify('a'.repeat(1_001)), 'REQUEST_TOO_LARGE', /1001 characters/],
      [JSON.stringify('a'.repeat(100_001)), 'REQUEST_TOO_LARGE', /100000 bytes/],
    ]
    const good = Buffer.from('"refund"')
    const lines = wrong.flatMap(([line]) => [Buffer.from(line), Buffer.from('\n'), good, Buffer.from('\n')])
    const answers = await linesOf(Buffer.concat(lines))
    expect(answers).toHaveLength(2 * wrong.length)
    for (const [i, [, code, message]] of wrong.entries()) {
      expect(answers[2 * i]).toEqual({
        index: 2 * i,
        error: { code, message: expect.stringMatching(message) },
      })
      expect(answers[2 * i + 1]).toMatchObject({ index: 2 * i + 1, label: expect.any(String) })
    }
  })

  test('packed bodies are unpacked, and a broken one is an error where it breaks', async () => {
    const packed = gzipSync(Array(1_000).fill('"refund"').join('\n'))
    expect(await linesOf(packed, '', { 'content-encoding': 'gzip' })).toHaveLength(1_000)
    const cut = await linesOf(packed.subarray(0, packed.length - 8), '', { 'content-encoding': 'gzip' })
    expect(cut.at(-1)).toMatchObject({ index: cut.length - 1, error: { code: 'REQUEST_INVALID' } })
  })

  test.each([
    ['?model=nope', '', 404, /MODEL_NOT_FOUND/],
    ['?top_k=0', '', 400, /top_k/],
    ['?top_k=x', '', 400, /top_k must be an integer/],
    ['?topk=1', '', 400, /topk is no member/],
    ['?model=a&model=b', '', 400, /model twice/],
    ['', 'br', 415, /br is not supported/],
  ])(
    'what is wrong before the first line is an answer of its own: %s %s',
    async (query, encoding, status, message) => {
      const headers = {
        'content-type': 'application/x-ndjson',
        ...(encoding && { 'content-encoding': encoding }),
      }
      const response = await server.post(`/v1/classify${query}`, '"a"\n', headers)
      expect([response.status, await response.text()]).toEqual([status, expect.stringMatching(message)])
    },
  )

  test('an answer leaves while its client has more to say', async () => {
    const request = exchange()
    request.write('"refund"\n')
    const [response] = await once(request, 'response')
    const answers = createInterface({ input: response })[Symbol.asyncIterator]()
    expect(JSON.parse((await answers.next()).value)).toMatchObject({ index: 0 })
    request.write('"parcel"\n')
    expect(JSON.parse((await answers.next()).value)).toMatchObject({ index: 1 })
    request.end()
    expect((await answers.next()).done).toBe(true)
  })

  test('no more is read than answered: a client that does not read its answers is not read either', async () => {
    const request = exchange()
    const line = Buffer.from(`${JSON.stringify('refund '.repeat(100))}\n`.repeat(100))
    let written = 0
    const source = Readable.from(
      (function* () {
        for (let i = 0; i < 2_000; i++) {
          written += 100
          yield line
        }
      })(),
    )
    source.pipe(request)
    const [response] = await once(request, 'response')
    // Until nothing moves: sockets have buffers of some megabytes.
    let before = -1
    while (before !== written) {
      before = written
      await delay(500)
    }
    expect(written).toBeLessThan(200_000)
    const asked = service.calls.length
    response.destroy()
    request.destroy()
    await delay(200)
    // Gone: what had been read is given up or ends, and nothing new begins.
    const after = service.calls.length
    await delay(200)
    expect(service.calls.length).toBe(after)
    expect(after - asked).toBeLessThan(100)
    expect(service.calls.at(-1)?.signal?.aborted).toBe(true)
  })

  test('a server with too much to do is asked again; another failure is one of the lines that met it', async () => {
    const probabilities = vi.spyOn(service, 'probabilities')
    probabilities.mockRejectedValueOnce(new TextgateError('SERVER_BUSY', 'too much waits'))
    expect(await linesOf('"refund"')).toMatchObject([{ index: 0, label: expect.any(String) }])
    probabilities.mockRejectedValueOnce(new TextgateError('MODEL_FAILED', 'it broke'))
    const lines = Array(65).fill('{"text":"refund","id":"x"}').join('\n')
    const answers = await linesOf(lines)
    expect(answers[0]).toEqual({ index: 0, id: 'x', error: { code: 'MODEL_FAILED', message: 'it broke' } })
    expect(answers.at(-1)).toMatchObject({ index: 64, label: expect.any(String) })
    probabilities.mockRestore()
  })

  test('a hundred thousand lines pass through bounded memory', async () => {
    const answer = new Float32Array(64 * 4).fill(0.25)
    const probabilities = vi
      .spyOn(service, 'probabilities')
      .mockImplementation(async (_model, inputs) => answer.subarray(0, 4 * inputs.length))
    const request = exchange()
    const chunk = Buffer.from(`${JSON.stringify('refund '.repeat(20))}\n`.repeat(100))
    Readable.from(
      (function* () {
        for (let i = 0; i < 1_000; i++) yield chunk
      })(),
    ).pipe(request)
    const [response] = await once(request, 'response')
    let count = 0
    let largest = 0
    const before = process.memoryUsage()
    for await (const line of createInterface({ input: response })) {
      if (count % 1_000 === 0) {
        const { heapUsed, external } = process.memoryUsage()
        largest = Math.max(largest, heapUsed + external - before.heapUsed - before.external)
      }
      expect((line as string).startsWith(`{"index":${count},`)).toBe(true)
      count += 1
    }
    expect(count).toBe(100_000)
    // The lines and their answers are some 30 MB as text, and several times that as objects.
    expect(largest).toBeLessThan(200_000_000)
    probabilities.mockRestore()
  })
})
