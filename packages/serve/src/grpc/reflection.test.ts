import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { credentials, loadPackageDefinition, Metadata } from '@grpc/grpc-js'
import { loadFileDescriptorSetFromBuffer, loadSync } from '@grpc/proto-loader'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessControl } from '../access/access-control.ts'
import { newApiKey } from '../access/new-api-key.ts'
import { memoryService } from '../test/memory-service.ts'
import { type GrpcServer, grpcServer } from './grpc-server.ts'

/** Where the definition of the reflection service itself lies. */
const REFLECTION_PROTO = join(
  dirname(createRequire(import.meta.url).resolve('@grpc/reflection')),
  '../proto/grpc/reflection/v1/reflection.proto',
)
const { key, entry } = newApiKey({ name: 'developer' })

let open: GrpcServer
let closed: GrpcServer

beforeAll(async () => {
  const service = await memoryService({})
  open = await grpcServer(service, { host: '127.0.0.1', port: 0 })
  closed = await grpcServer(service, { host: '127.0.0.1', port: 0, keys: accessControl([entry]) })
})
afterAll(() => Promise.all([open.close(0), closed.close(0)]))

/** Asks the reflection service one thing. */
async function reflect(port: number, request: object, bearer?: string) {
  // biome-ignore lint/suspicious/noExplicitAny: services are made of the definition
  const packages: any = loadPackageDefinition(loadSync(REFLECTION_PROTO, { keepCase: true }))
  const { ServerReflection } = packages.grpc.reflection.v1
  const client = new ServerReflection(`127.0.0.1:${port}`, credentials.createInsecure())
  const metadata = new Metadata()
  if (bearer !== undefined) metadata.set('authorization', `Bearer ${bearer}`)
  const stream = client.ServerReflectionInfo(metadata)
  stream.write(request)
  try {
    const [answer] = await once(stream, 'data')
    return answer
  } finally {
    stream.on('error', () => undefined)
    stream.cancel()
    client.close()
  }
}

describe('reflection', () => {
  test('names the services', async () => {
    const { list_services_response } = await reflect(open.port, { list_services: '' })
    const names = list_services_response.service.map(({ name }: { name: string }) => name)
    expect(names).toEqual(expect.arrayContaining(['inference.GRPCInferenceService', 'grpc.health.v1.Health']))
  })

  test('gives a definition from which a client can be made, with the published names and numbers', async () => {
    const symbol = 'inference.GRPCInferenceService'
    const { file_descriptor_response } = await reflect(open.port, { file_containing_symbol: symbol })
    const files = file_descriptor_response.file_descriptor_proto as Buffer[]
    // A FileDescriptorSet is its files, each as field 1.
    const set = Buffer.concat(files.flatMap((file) => [Buffer.from([10]), varint(file.length), file]))
    const definition = loadFileDescriptorSetFromBuffer(set, { keepCase: true })
    expect(Object.keys(definition[symbol] as object).sort()).toEqual(METHODS)
    for (const [message, numbers] of Object.entries(FIELDS)) {
      const { type } = definition[`inference.${message}`] as { type: { field: readonly Field[] } }
      expect(Object.fromEntries(type.field.map(({ name, number }) => [name, number]))).toEqual(numbers)
    }
  })

  test('needs a key where the server has keys', async () => {
    await expect(reflect(closed.port, { list_services: '' })).rejects.toMatchObject({ code: 16 })
    const { list_services_response } = await reflect(closed.port, { list_services: '' }, key)
    expect(list_services_response.service.length).toBeGreaterThan(1)
  })
})

interface Field {
  readonly name: string
  readonly number: number
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    bytes.push(rest > 127 ? (rest & 127) | 128 : rest)
    if (rest <= 127) return Buffer.from(bytes)
  }
}

const METHODS = [
  'ModelInfer',
  'ModelMetadata',
  'ModelReady',
  'ModelStatistics',
  'ModelStreamInfer',
  'RepositoryIndex',
  'RepositoryModelLoad',
  'RepositoryModelUnload',
  'ServerLive',
  'ServerMetadata',
  'ServerReady',
]

/** As the open inference protocol and Triton's extensions have published them. */
const FIELDS = {
  ModelInferRequest: {
    ...{ model_name: 1, model_version: 2, id: 3, parameters: 4, inputs: 5 },
    ...{ outputs: 6, raw_input_contents: 7 },
  },
  ModelInferResponse: {
    ...{ model_name: 1, model_version: 2, id: 3, parameters: 4, outputs: 5, raw_output_contents: 6 },
  },
  InferTensorContents: {
    ...{ bool_contents: 1, int_contents: 2, int64_contents: 3, uint_contents: 4 },
    ...{ uint64_contents: 5, fp32_contents: 6, fp64_contents: 7, bytes_contents: 8 },
  },
  InferParameter: { bool_param: 1, int64_param: 2, string_param: 3, double_param: 4, uint64_param: 5 },
  ModelStreamInferResponse: { error_message: 1, infer_response: 2 },
  ModelMetadataResponse: { name: 1, versions: 2, platform: 3, inputs: 4, outputs: 5 },
  InferStatistics: {
    ...{ success: 1, fail: 2, queue: 3, compute_input: 4, compute_infer: 5, compute_output: 6 },
    ...{ cache_hit: 7, cache_miss: 8 },
  },
  ModelStatistics: {
    ...{ name: 1, version: 2, last_inference: 3, inference_count: 4, execution_count: 5 },
    ...{ inference_stats: 6, batch_stats: 7 },
  },
  RepositoryIndexRequest: { repository_name: 1, ready: 2 },
  RepositoryModelLoadRequest: { repository_name: 1, model_name: 2, parameters: 3 },
  RepositoryModelUnloadRequest: { repository_name: 1, model_name: 2, parameters: 3 },
  ModelRepositoryParameter: { bool_param: 1, int64_param: 2, string_param: 3, bytes_param: 4 },
}
