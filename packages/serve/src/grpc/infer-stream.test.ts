import { once } from 'node:events'
import { Metadata } from '@grpc/grpc-js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessControl } from '../access/access-control.ts'
import { newApiKey } from '../access/new-api-key.ts'
import { GrpcClient } from '../test/grpc-client.ts'
import { type MemoryService, memoryService } from '../test/memory-service.ts'
import { echoModels } from '../test/tensor-models.ts'
import { type GrpcServer, grpcServer } from './grpc-server.ts'

const limited = newApiKey({ name: 'limited', maxRequestsPerSecond: 3 })

let service: MemoryService & { isOpen: boolean }
let server: GrpcServer
let client: GrpcClient

beforeAll(async () => {
  service = { ...(await memoryService({ tensors: echoModels() })) }
  // Some answers come later than those of requests after them.
  const { run } = service
  Object.assign(service, {
    run: async (...call: Parameters<typeof run>) => {
      const [value] = call[1][0]!.data as Int32Array
      if ((value as number) % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 30))
      return run(...call)
    },
  })
  server = await grpcServer(service, { host: '127.0.0.1', port: 0 })
  client = new GrpcClient(server.port)
})
afterAll(async () => {
  client.close()
  service.isOpen = false
  await server.close(10_000)
})

function request(id: number, more: object = {}) {
  return {
    model_name: 'echo-INT32',
    id: String(id),
    inputs: [{ name: 'x', datatype: 'INT32', shape: [1], contents: { int_contents: [id] } }],
    ...more,
  }
}

interface StreamAnswer {
  readonly error_message: string
  readonly infer_response: { readonly id: string; readonly raw_output_contents: readonly Buffer[] }
}

/** All answers of a stream, until it ends. */
async function collect(stream: AsyncIterable<StreamAnswer>): Promise<StreamAnswer[]> {
  const answers: StreamAnswer[] = []
  for await (const answer of stream) answers.push(answer)
  return answers
}

describe('a stream of requests', () => {
  test('is answered in its order, however many there are and whichever is ready first', async () => {
    const stream = client.stream('ModelStreamInfer')
    const count = 300
    for (let id = 0; id < count; id++) stream.write(request(id))
    stream.end()
    const answers = await collect(stream)
    expect(answers.map((one) => Number(one.infer_response.id))).toEqual(
      Array.from({ length: count }, (_, i) => i),
    )
    for (const [i, { infer_response, error_message }] of answers.entries()) {
      expect(error_message).toBe('')
      expect(infer_response.raw_output_contents[0]?.readInt32LE()).toBe(i)
    }
  })

  test('is answered as it comes, before it ends', async () => {
    const stream = client.stream('ModelStreamInfer')
    for (const id of [1, 2, 4]) {
      stream.write(request(id))
      const [answer] = await once(stream, 'data')
      expect(answer.infer_response.id).toBe(String(id))
    }
    stream.end()
    await collect(stream)
  })

  test('goes on after requests that cannot be answered, whose errors name their ids', async () => {
    const stream = client.stream('ModelStreamInfer')
    stream.write(request(1))
    stream.write(request(2, { model_name: 'none' }))
    stream.write(request(3, { inputs: [] }))
    stream.write(request(4))
    stream.end()
    const answers = await collect(stream)
    expect(
      answers.map(({ infer_response: { id }, error_message }) => [id, error_message.split(':')[0]]),
    ).toEqual([
      ['1', ''],
      ['2', 'MODEL_NOT_FOUND'],
      ['3', 'REQUEST_INVALID'],
      ['4', ''],
    ])
  })

  test('without a request ends well, and one that is given up harms nobody', async () => {
    const empty = client.stream('ModelStreamInfer')
    empty.end()
    expect(await collect(empty)).toEqual([])
    const gone = client.stream('ModelStreamInfer')
    gone.on('error', () => undefined)
    for (let id = 0; id < 200; id++) gone.write(request(3 * id))
    await once(gone, 'data')
    gone.cancel()
    expect((await client.call('ModelInfer', request(1))).status).toBe('OK')
  })

  test('needs a key where the server has keys, and each request of it counts', async () => {
    const guarded = await grpcServer(service, {
      ...{ host: '127.0.0.1', port: 0 },
      keys: accessControl([limited.entry]),
    })
    const keyed = new GrpcClient(guarded.port)
    const refused = keyed.stream('ModelStreamInfer')
    refused.write(request(1))
    await expect(collect(refused)).rejects.toMatchObject({ code: 16 })
    const metadata = new Metadata()
    metadata.set('authorization', `Bearer ${limited.key}`)
    const stream = keyed.stream('ModelStreamInfer', metadata)
    for (let id = 0; id < 5; id++) stream.write(request(id))
    stream.end()
    const errors = (await collect(stream)).map(({ error_message }) => error_message.split(':')[0])
    expect(errors.slice(0, 3)).toEqual(['', '', ''])
    expect(errors.at(-1)).toBe('RATE_LIMITED')
    keyed.close()
    await guarded.close(0)
  })
})
