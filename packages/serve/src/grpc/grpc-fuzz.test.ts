import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js'
import { randomGenerator } from '@textgate/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DATATYPES } from '../service/tensor.ts'
import { type MemoryService, memoryService } from '../test/memory-service.ts'
import { sampleBundle } from '../test/sample-bundle.ts'
import { echoModels, onnxModels } from '../test/tensor-models.ts'
import { type GrpcServer, grpcServer } from './grpc-server.ts'
import { readProto, serviceDefinition } from './proto.ts'

const COUNT = Number(process.env.TEXTGATE_FUZZ ?? 400)
const SEED = process.env.TEXTGATE_FUZZ_SEED ?? '1'
const SIZES = [-1, 0, 1, 2, 3, 7, 2 ** 31, 2 ** 53, -(2 ** 62)]

let service: MemoryService
let server: GrpcServer
let client: Client

beforeAll(async () => {
  service = await memoryService({
    bundles: { intents: [await sampleBundle()] },
    tensors: [...(await onnxModels()), ...echoModels()],
    limits: { maxTexts: 10, bodyLimitBytes: 100_000 },
  })
  server = await grpcServer(service, { host: '127.0.0.1', port: 0 })
  client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure())
})
afterAll(async () => {
  client.close()
  await server.close(0)
  await service.close()
})

const definition = serviceDefinition(readProto(), 'inference.GRPCInferenceService')
const unaryPaths = Object.values(definition).flatMap(({ path, requestStream }) =>
  requestStream ? [] : [path],
)
const encode = definition.ModelInfer?.requestSerialize as (message: object) => Buffer

/** Status of a call whose request are these bytes; DEADLINE_EXCEEDED where the server does not answer. */
function send(path: string, bytes: Buffer): Promise<string> {
  const raw = (message: Buffer) => message
  return new Promise((resolve) => {
    const settings = { deadline: Date.now() + 60_000 }
    client.makeUnaryRequest(path, raw, raw, bytes, settings, (error: ServiceError | null) =>
      resolve(status[error?.code ?? status.OK]),
    )
  })
}

type Random = ReturnType<typeof randomGenerator>

function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.integer(values.length)] as T
}

function bytesOf(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.integer(256)))
}

function hostileRequest(random: Random): object {
  const names = [
    'intents',
    'plus',
    'double',
    ...DATATYPES.map((one) => `echo-${one}`),
    '',
    '__proto__',
    '../x',
  ]
  const inputs = Array.from({ length: random.integer(3) }, () => ({
    name: pick(random, ['text', 'ids', 'lengths', 'a', 'b', 'x', '', 'constructor']),
    datatype: pick(random, [...DATATYPES, 'BF16', '', 'toString']),
    shape: Array.from({ length: random.integer(random.integer(8) === 0 ? 40 : 3) }, () =>
      pick(random, SIZES),
    ),
    contents: pick(random, [
      undefined,
      { int_contents: [random.integer(300), -1] },
      { bytes_contents: [bytesOf(random, random.integer(9)), Buffer.from('a text')] },
      { fp32_contents: [Number.NaN], fp64_contents: [1] },
      { int64_contents: [1, 2, 3], bool_contents: [true] },
    ]),
    parameters: { __proto__: null, ...pick(random, [{}, { binary_data_size: { int64_param: 4 } }]) },
  }))
  const raw = Array.from({ length: random.integer(3) }, () => bytesOf(random, random.integer(20)))
  return {
    model_name: pick(random, names),
    model_version: pick(random, ['', '', '1', '-1', 'x']),
    id: pick(random, ['', 'é'.repeat(50)]),
    inputs,
    outputs: pick(random, [[], [], [{ name: 'y' }], [{ name: 'label' }, { name: 'label' }]]),
    raw_input_contents: random.integer(2) === 0 ? raw : [],
    parameters: pick(random, [
      {},
      { timeout: { int64_param: pick(random, SIZES) } },
      { priority: { uint64_param: 2 ** 40 } },
      { timeout: { double_param: Number.NaN } },
      { timeout: {} },
    ]),
  }
}

test(`of ${COUNT} hostile messages by seed ${SEED}, each ends with a status, and the server goes on`, async () => {
  const random = randomGenerator(`grpc ${SEED}`)
  const allowed = [
    'OK',
    'INVALID_ARGUMENT',
    'NOT_FOUND',
    'PERMISSION_DENIED',
    'RESOURCE_EXHAUSTED',
    'DEADLINE_EXCEEDED',
  ]
  const seen = new Map<string, number>()
  for (let i = 0; i < COUNT; i++) {
    const kind = random.integer(4)
    const valid = encode(hostileRequest(random))
    if (kind > 1 && valid.length > 0) {
      // A message that was cut or of which bytes were changed.
      for (let n = random.integer(4); n >= 0; n--) valid[random.integer(valid.length)] = random.integer(256)
    }
    const bytes =
      kind === 1
        ? bytesOf(random, random.integer(60))
        : kind === 3
          ? valid.subarray(0, random.integer(valid.length + 1))
          : valid
    const path = kind === 1 ? pick(random, unaryPaths) : '/inference.GRPCInferenceService/ModelInfer'
    const result = await send(path, bytes)
    seen.set(result, (seen.get(result) ?? 0) + 1)
    expect(allowed, `message ${i}: ${bytes.toString('hex')}`).toContain(result)
  }
  expect(seen.get('INVALID_ARGUMENT')).toBeGreaterThan(COUNT / 10)
  const text = {
    name: 'text',
    datatype: 'BYTES',
    shape: [1],
    contents: { bytes_contents: [Buffer.from('a')] },
  }
  const whole = encode({ model_name: 'intents', inputs: [text] })
  expect(await send('/inference.GRPCInferenceService/ModelInfer', whole)).toBe('OK')
  expect(await send('/inference.GRPCInferenceService/ModelConfig', whole)).toBe('UNIMPLEMENTED')
})
