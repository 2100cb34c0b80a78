import { Agent, request as httpRequest } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { randomGenerator } from '@textgate/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ServerEvent } from '../server-event.ts'
import { answerCheck, type SeenAnswer } from '../test/answer-check.ts'
import { type HostileRequest, hostileRequest } from '../test/hostile-requests.ts'
import { type HttpServer, httpServer } from '../test/http-server.ts'
import { type MemoryService, memoryService } from '../test/memory-service.ts'
import { sampleBundle } from '../test/sample-bundle.ts'
import { echoModels, onnxModels } from '../test/tensor-models.ts'
import { openApiDocument } from './openapi/openapi-document.ts'

/** Requests of one run; TEXTGATE_FUZZ asks for a longer one. */
const REQUESTS = Number(process.env.TEXTGATE_FUZZ ?? 20_000)

const CONNECTIONS = 16

/** What a wrong request may get, and a right one. */
const ALLOWED = [200, 400, 403, 404, 405, 413, 415]

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
const failures: string[] = []
let service: MemoryService
let server: HttpServer

beforeAll(async () => {
  service = await memoryService({
    bundles: { intents: [await sampleBundle()] },
    tensors: [...echoModels(), ...(await onnxModels())],
    limits: { maxTexts: 500, maxTextLength: 2_000, bodyLimitBytes: 20_000 },
  })
  const log = (event: ServerEvent) => {
    if (event.kind === 'request-failed') failures.push(event.reason)
  }
  server = await httpServer({ ...service, log })
})
afterAll(async () => {
  agent.destroy()
  await server.close()
  await service.close()
})

function send({ method, url, headers, body }: HostileRequest): Promise<SeenAnswer> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const sent = { agent, hostname, port, method, path: url, timeout: 20_000 }
    const request = httpRequest({ ...sent, headers: { ...headers, 'content-length': body.length } })
    request.on('error', reject)
    request.on('timeout', () => request.destroy(new Error('no answer came')))
    request.on('response', (response) => {
      const seen = { status: response.statusCode ?? 0, headers: response.headers as SeenAnswer['headers'] }
      buffer(response).then((bytes) => resolve({ ...seen, body: bytes }), reject)
    })
    request.end(body)
  })
}

test(
  `${REQUESTS} hostile requests get answers of the documented shapes, none of them a failure of the server`,
  async () => {
    const check = answerCheck(openApiDocument())
    const random = randomGenerator('hostile')
    const counts = new Map<number, number>()
    const attack = async (i: number) => {
      const request = hostileRequest(random.fork(`request ${i}`))
      const told = `request ${i}: ${request.url} ${JSON.stringify(request.headers)} ${request.body.toString().slice(0, 2_000)}`
      try {
        const answer = await send(request)
        counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1)
        if (!ALLOWED.includes(answer.status)) throw new Error(answer.body.toString().slice(0, 500))
        if (answer.headers['content-encoding'] === undefined) check(request.route, answer)
      } catch (error) {
        throw new Error(`${told}\n${failures.at(-1) ?? ''}`, { cause: error })
      }
    }
    for (let i = 0; i < REQUESTS; i += CONNECTIONS) {
      await Promise.all(Array.from({ length: Math.min(CONNECTIONS, REQUESTS - i) }, (_, k) => attack(i + k)))
    }
    expect(failures).toEqual([])
    // The requests are wrong in many ways, and not all of them.
    for (const status of [200, 400, 403, 404, 413, 415]) {
      expect(counts.get(status), String(status)).toBeGreaterThan(0)
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect((await server.post('/v1/classify', { text: 'refund', model: 'intents' })).status).toBe(200)
  },
  60_000 + REQUESTS * 20,
)
