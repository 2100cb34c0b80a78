import { predictionsOf, TextgateError } from '@textgate/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRaw } from '../inference-protocol/raw-tensors.ts'
import type { ServerEvent } from '../server-event.ts'
import type { CallerSignal } from '../service/caller-signal.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { type ServedTextModel, textModel } from '../service/served-model.ts'
import { eventually } from '../test/eventually.ts'
import { GrpcClient } from '../test/grpc-client.ts'
import { type MemoryService, memoryService } from '../test/memory-service.ts'
import { sampleBundle } from '../test/sample-bundle.ts'
import { echoModels, onnxModels } from '../test/tensor-models.ts'
import { type GrpcServer, grpcServer } from './grpc-server.ts'

const TEXTS = ['my card was charged twice', '', '退款 😀', 'é'.repeat(300)]
const DRAIN_MS = 10_000

let memory: MemoryService
/** The memory service with members that tests may replace. */
let service: { -readonly [K in keyof InferenceService]: InferenceService[K] }
let server: GrpcServer
let client: GrpcClient
const events: ServerEvent[] = []

beforeAll(async () => {
  memory = await memoryService({
    bundles: {
      intents: [await sampleBundle(), await sampleBundle({ seed: 2 })],
      tags: [await sampleBundle({ head: 'multi' })],
    },
    tensors: [...(await onnxModels()), ...echoModels()],
    limits: { maxTexts: 10 },
  })
  service = { ...memory, log: (event) => events.push(event) }
  server = await grpcServer(service, { host: '127.0.0.1', port: 0 })
  client = new GrpcClient(server.port, undefined, { 'grpc.max_send_message_length': -1 })
})
afterAll(async () => {
  client.close()
  service.isOpen = false
  await server.close(DRAIN_MS)
  await memory.close()
})

function textRequest(texts: readonly string[], more: object = {}) {
  const contents = { bytes_contents: texts.map((text) => Buffer.from(text)) }
  return {
    model_name: 'intents',
    inputs: [{ name: 'text', datatype: 'BYTES', shape: [texts.length], contents }],
    ...more,
  }
}

function rawTexts(texts: readonly string[]): Uint8Array {
  return encodeRaw({ name: 'text', datatype: 'BYTES', shape: [texts.length], data: texts })
}

/** What the raw contents of an answer hold, read by their published layout. */
function floats(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i))
}

function texts(bytes: Buffer): string[] {
  const found: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32LE(at)
    found.push(bytes.toString('utf8', at + 4, end))
    at = end
  }
  return found
}

describe('server and models', () => {
  test('live and ready are told', async () => {
    expect((await client.call('ServerLive', {})).response).toEqual({ live: true })
    expect((await client.call('ServerReady', {})).response).toEqual({ ready: true })
    service.isReady = false
    expect((await client.call('ServerReady', {})).response).toEqual({ ready: false })
    expect((await client.call('ModelReady', { name: 'intents' })).response).toEqual({ ready: false })
    service.isReady = true
    for (const [message, ready] of [
      [{ name: 'intents' }, true],
      [{ name: 'intents', version: '2' }, true],
      [{ name: 'intents', version: '3' }, false],
      [{ name: 'none' }, false],
    ] as const)
      expect((await client.call('ModelReady', message)).response).toEqual({ ready })
  })

  test('metadata names versions, inputs and outputs, of text models and others', async () => {
    const { response } = await client.call('ServerMetadata', {})
    expect(response.name).toBe('textgate')
    expect((await client.call('ModelMetadata', { name: 'intents' })).response).toEqual({
      name: 'intents',
      versions: ['1', '2'],
      platform: 'onnx_onnxv1',
      inputs: [{ name: 'text', datatype: 'BYTES', shape: ['-1'] }],
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: ['-1'] },
        { name: 'probabilities', datatype: 'FP32', shape: ['-1', '4'] },
      ],
    })
    const { response: plus } = await client.call('ModelMetadata', { name: 'plus' })
    expect(plus.inputs).toEqual(['a', 'b'].map((name) => ({ name, datatype: 'FP32', shape: ['-1', '2'] })))
    expect(await client.call('ModelMetadata', { name: 'none' })).toMatchObject({ status: 'NOT_FOUND' })
  })

  test('statistics and the index of the repository are those of the service', async () => {
    const { response } = await client.call('ModelStatistics', { name: 'intents', version: '2' })
    expect(response.model_stats).toHaveLength(1)
    expect(response.model_stats[0]).toMatchObject({
      name: 'intents',
      version: '2',
      last_inference: '1700000000000',
      inference_count: '3',
      execution_count: '2',
      inference_stats: { success: { count: '3', ns: '30' }, compute_infer: { count: '2', ns: '20' } },
    })
    expect((await client.call('ModelStatistics', {})).response.model_stats).toHaveLength(
      memory.models.all.length,
    )
    const { response: index } = await client.call('RepositoryIndex', { ready: true })
    expect(index.models.map(({ name, version }: ModelName) => `${name}/${version}`)).toEqual(
      memory.models.all.map(({ name, version }) => `${name}/${version}`),
    )
  })

  test('models are loaded and unloaded where the service lets them, and refused where not', async () => {
    expect((await client.call('RepositoryModelLoad', { model_name: 'intents' })).status).toBe(
      'PERMISSION_DENIED',
    )
    const asked: string[] = []
    service.control = {
      index: async () => [{ name: 'new', version: '7', state: 'LOADING', reason: 'it is read' }],
      load: async (name) => void asked.push(`load ${name}`),
      unload: async () => {
        throw new TextgateError('MODEL_NOT_FOUND', 'there is none')
      },
    }
    expect((await client.call('RepositoryModelLoad', { model_name: 'new' })).status).toBe('OK')
    expect(asked).toEqual(['load new'])
    const unload = { model_name: 'old', parameters: { unload_dependents: { bool_param: true } } }
    expect((await client.call('RepositoryModelUnload', unload)).status).toBe('NOT_FOUND')
    expect((await client.call('RepositoryIndex', {})).response.models).toEqual([
      { name: 'new', version: '7', state: 'LOADING', reason: 'it is read' },
    ])
    const config = { model_name: 'new', parameters: { config: { string_param: '{}' } } }
    expect((await client.call('RepositoryModelLoad', config)).status).toBe('INVALID_ARGUMENT')
    service.control = undefined
  })
})

interface ModelName {
  readonly name: string
  readonly version: string
}

describe('texts', () => {
  test.each([
    ['typed', textRequest(TEXTS)],
    [
      'raw',
      {
        model_name: 'intents',
        inputs: [{ name: 'text', datatype: 'BYTES', shape: [TEXTS.length, 1] }],
        raw_input_contents: [rawTexts(TEXTS)],
      },
    ],
  ])('as %s contents get the answers of the model, raw', async (_kind, request) => {
    for (const version of ['1', '2']) {
      const model = textModel(memory.models.find('intents', version))
      const expected = await memory.probabilities(model, TEXTS, {})
      const { response } = await client.call('ModelInfer', { ...request, id: 'q', model_version: version })
      expect(response).toMatchObject({ model_name: 'intents', model_version: version, id: 'q' })
      expect(response.outputs).toMatchObject([
        { name: 'label', datatype: 'BYTES', shape: ['4'], contents: null },
        { name: 'probabilities', datatype: 'FP32', shape: ['4', '4'], contents: null },
      ])
      expect(floats(response.raw_output_contents[1])).toEqual(Array.from(expected))
      expect(texts(response.raw_output_contents[0])).toEqual(labels(model, expected))
    }
  })

  test('are answered by the highest version and with the outputs that are asked for, in their order', async () => {
    const outputs = [{ name: 'probabilities' }, { name: 'label' }]
    const { response } = await client.call('ModelInfer', textRequest(['a'], { outputs }))
    expect(response.model_version).toBe('2')
    expect(response.outputs.map(({ name }: ModelName) => name)).toEqual(['probabilities', 'label'])
  })

  test('get their best classes where the request wants a classification', async () => {
    const outputs = [{ name: 'probabilities', parameters: { classification: { int64_param: 2 } } }]
    const { response } = await client.call('ModelInfer', textRequest(['a', 'b'], { outputs }))
    expect(response.outputs).toMatchObject([{ name: 'probabilities', datatype: 'BYTES', shape: ['2', '2'] }])
    const model = textModel(memory.models.find('intents'))
    const best = predictionsOf(
      await memory.probabilities(model, ['a', 'b'], {}),
      model.text.manifest.labels,
      model.text.rule,
      1,
    )
    const classes = texts(response.raw_output_contents[0])
    expect([classes[0], classes[2]].map((one) => one?.split(':')[2])).toEqual(best.map(({ label }) => label))
  })

  test('have all labels of a model with several', async () => {
    const { response } = await client.call('ModelInfer', { ...textRequest(TEXTS), model_name: 'tags' })
    expect(response.outputs.map(({ name }: ModelName) => name)).toEqual(['label', 'probabilities', 'labels'])
  })
})

function labels(model: ServedTextModel, probabilities: Float32Array): string[] {
  const { manifest, rule } = model.text
  return predictionsOf(probabilities, manifest.labels, rule, 1).map(({ label }) => label ?? '')
}

describe('tensors', () => {
  const INT64_MIN = '-9223372036854775808'

  test.each([
    ['BOOL', 'bool_contents', [true, false], '0100'],
    ['UINT8', 'uint_contents', [0, 255], '00ff'],
    ['UINT16', 'uint_contents', [1, 65_535], '0100ffff'],
    ['UINT32', 'uint_contents', [1, 4_294_967_295], '01000000ffffffff'],
    ['UINT64', 'uint64_contents', ['1', '18446744073709551615'], '0100000000000000ffffffffffffffff'],
    ['INT8', 'int_contents', [-128, 127], '807f'],
    ['INT16', 'int_contents', [-32_768, 1], '00800100'],
    ['INT32', 'int_contents', [-2_147_483_648, 1], '0000008001000000'],
    ['INT64', 'int64_contents', [INT64_MIN, '9007199254740993'], '00000000000000800100000000002000'],
    ['FP32', 'fp32_contents', [0.5, Number.NEGATIVE_INFINITY], '0000003f000080ff'],
    ['FP64', 'fp64_contents', [0.1, -0], '9a9999999999b93f0000000000000080'],
    ['BYTES', 'bytes_contents', ['', 'é'].map((text) => Buffer.from(text)), '0000000002000000c3a9'],
  ])('of datatype %s come back bit by bit, typed and raw', async (datatype, field, values, hex) => {
    const input = { name: 'x', datatype, shape: [2] }
    const raw = Buffer.from(hex, 'hex')
    for (const request of [
      { inputs: [{ ...input, contents: { [field]: values } }] },
      { inputs: [input], raw_input_contents: [raw] },
    ]) {
      const { response, details } = await client.call('ModelInfer', {
        model_name: `echo-${datatype}`,
        ...request,
      })
      expect(details).toBe('')
      expect(response.outputs).toMatchObject([{ name: 'y', datatype, shape: ['2'] }])
      expect(response.raw_output_contents).toEqual([raw])
    }
  })

  test('of FP16 come back raw, and have no contents', async () => {
    const input = { name: 'x', datatype: 'FP16', shape: [1] }
    const raw = { model_name: 'echo-FP16', inputs: [input], raw_input_contents: [Buffer.from('003c', 'hex')] }
    expect((await client.call('ModelInfer', raw)).response.raw_output_contents).toEqual(
      raw.raw_input_contents,
    )
    const typed = { ...raw, inputs: [{ ...input, contents: { fp32_contents: [1] } }], raw_input_contents: [] }
    expect(await client.call('ModelInfer', typed)).toMatchObject({ status: 'INVALID_ARGUMENT' })
  })

  test('go through ONNX Runtime in any order of the inputs', async () => {
    const tensor = (name: string, values: number[]) => ({
      ...{ name, datatype: 'FP32', shape: [2, 2] },
      contents: { fp32_contents: values },
    })
    const inputs = [tensor('b', [10, 20, 30, 40]), tensor('a', [1, 2, 3, 4])]
    const { response } = await client.call('ModelInfer', { model_name: 'plus', inputs })
    expect(floats(response.raw_output_contents[0])).toEqual([11, 22, 33, 44])
  })
})

describe('a wrong request', () => {
  const x = { name: 'x', datatype: 'INT8', shape: [1] }
  const echo = (input: object, more: object = {}) => ({ model_name: 'echo-INT8', inputs: [input], ...more })

  test.each([
    ['an unknown model', { model_name: 'none' }, 'NOT_FOUND', 'none'],
    ['an unknown version', textRequest(['a'], { model_version: '9' }), 'NOT_FOUND', '9'],
    ['no input', { model_name: 'intents' }, 'INVALID_ARGUMENT', 'text'],
    ['no text', textRequest([]), 'INVALID_ARGUMENT', 'text'],
    ['too many texts', textRequest(Array(11).fill('a')), 'INVALID_ARGUMENT', 'REQUEST_TOO_LARGE'],
    [
      'an unknown output',
      textRequest(['a'], { outputs: [{ name: 'scores' }] }),
      'INVALID_ARGUMENT',
      'scores',
    ],
    [
      'another number of values',
      { ...echo({ ...x, contents: { int_contents: [1, 2] } }) },
      'INVALID_ARGUMENT',
      'x',
    ],
    ['values out of range', echo({ ...x, contents: { int_contents: [128] } }), 'INVALID_ARGUMENT', '128'],
    [
      'values in another list',
      echo({ ...x, contents: { fp32_contents: [1] } }),
      'INVALID_ARGUMENT',
      'fp32_contents',
    ],
    ['an unknown datatype', echo({ ...x, datatype: 'INT4' }), 'INVALID_ARGUMENT', 'INT4'],
    ['a negative size', echo({ ...x, shape: [-1] }), 'INVALID_ARGUMENT', 'shape'],
    ['a size beyond counting', echo({ ...x, shape: ['9223372036854775807'] }), 'INVALID_ARGUMENT', 'shape'],
    ['an empty tensor', echo({ ...x, shape: [0] }), 'INVALID_ARGUMENT', 'x'],
    ['raw bytes too few', echo(x, { raw_input_contents: [Buffer.alloc(0)] }), 'INVALID_ARGUMENT', 'x'],
    [
      'raw contents for another number of inputs',
      echo(x, { raw_input_contents: [Buffer.alloc(1), Buffer.alloc(1)] }),
      'INVALID_ARGUMENT',
      'raw_input_contents',
    ],
    [
      'both kinds of contents',
      echo({ ...x, contents: { int_contents: [1] } }, { raw_input_contents: [Buffer.alloc(1)] }),
      'INVALID_ARGUMENT',
      'raw_input_contents',
    ],
    [
      'a text that is no UTF-8',
      textRequest([], {
        inputs: [
          { name: 'text', datatype: 'BYTES', shape: [1], contents: { bytes_contents: [Buffer.from([255])] } },
        ],
      }),
      'INVALID_ARGUMENT',
      'UTF-8',
    ],
    [
      'a timeout that is no integer',
      textRequest(['a'], parameter('timeout', 'string_param', '5')),
      'INVALID_ARGUMENT',
      'timeout',
    ],
  ])('with %s is refused by status and a message that says what', async (_what, request, status, word) => {
    const result = await client.call('ModelInfer', request)
    expect(result.status).toBe(status)
    expect(result.details).toContain(word)
  })

  test('of more bytes than the server takes is RESOURCE_EXHAUSTED', async () => {
    const large = textRequest(['a'.repeat(memory.limits.bodyLimitBytes + 1)])
    expect((await client.call('ModelInfer', large)).status).toBe('RESOURCE_EXHAUSTED')
  })

  test('that names things at great length or with half characters gets a short message', async () => {
    for (const name of ['\ud83d', 'é'.repeat(100_000), `a\ud83d${'b'.repeat(5000)}`]) {
      const result = await client.call('ModelInfer', { model_name: name })
      expect(result.status).toMatch(/^(NOT_FOUND|INVALID_ARGUMENT)$/)
      expect(result.details.length).toBeLessThan(1100)
    }
  })
})

function parameter(name: string, choice: string, value: unknown) {
  return { parameters: { [name]: { [choice]: value } } }
}

describe('what a caller wants', () => {
  test('reaches the service: timeout, priority and the deadline of the call, whichever ends first', async () => {
    const optionsOf = async (request: object, timeoutMs?: number) => {
      const settings = timeoutMs === undefined ? {} : { timeoutMs }
      const result = await client.call('ModelInfer', textRequest(['a'], request), settings)
      expect(result.details).toBe('')
      const { deadline, priority } = memory.calls.at(-1) ?? {}
      return { remaining: deadline === undefined ? undefined : deadline - performance.now(), priority }
    }
    expect(await optionsOf({})).toEqual({ remaining: undefined, priority: undefined })
    expect((await optionsOf(parameter('priority', 'uint64_param', 1))).priority).toBe(9)
    const hour = await optionsOf(parameter('timeout', 'int64_param', 3_600_000_000))
    expect(hour.remaining).toBeGreaterThan(3_000_000)
    expect(hour.remaining).toBeLessThanOrEqual(3_600_000)
    const call = await optionsOf(parameter('timeout', 'int64_param', 3_600_000_000), 60_000)
    expect(call.remaining).toBeLessThanOrEqual(60_000)
    const sooner = await optionsOf(parameter('timeout', 'int64_param', 60_000_000), 3_600_000)
    expect(sooner.remaining).toBeLessThanOrEqual(60_000)
    expect((await optionsOf({}, 60_000)).remaining).toBeLessThanOrEqual(60_000)
  })

  test('ends when the caller goes or its deadline is over: the signal is aborted', async () => {
    const { probabilities } = service
    const signals: (CallerSignal | undefined)[] = []
    service.probabilities = (_model, _inputs, { signal }) => {
      signals.push(signal)
      return new Promise(() => undefined)
    }
    expect((await client.call('ModelInfer', textRequest(['a']), { timeoutMs: 300 })).status).toBe(
      'DEADLINE_EXCEEDED',
    )
    await eventually(() => expect(signals[0]?.aborted).toBe(true))
    const stream = client.stream('ModelStreamInfer')
    stream.on('error', () => undefined)
    stream.write(textRequest(['a']))
    await eventually(() => expect(signals).toHaveLength(2))
    expect(signals[1]?.aborted).toBe(false)
    stream.cancel()
    await eventually(() => expect(signals[1]?.aborted).toBe(true))
    service.probabilities = probabilities
  })

  test('of what fails in the service, each code has its status, and only foreign errors are kept from the caller', async () => {
    const { probabilities } = service
    for (const [error, status] of [
      [
        new TextgateError('SERVER_BUSY', 'full', { details: { retryAfterSeconds: 1.5 } }),
        'RESOURCE_EXHAUSTED',
      ],
      [new TextgateError('DEADLINE_EXCEEDED', 'late'), 'DEADLINE_EXCEEDED'],
      [new TextgateError('SERVER_CLOSING', 'stops'), 'UNAVAILABLE'],
      [new TextgateError('MODEL_FAILED', 'broke'), 'INTERNAL'],
      [new TextgateError('MODEL_FAILED', 'loads', { details: { status: 503 } }), 'UNAVAILABLE'],
    ] as const) {
      service.probabilities = () => Promise.reject(error)
      const result = await client.call('ModelInfer', textRequest(['a']))
      expect([result.status, result.details]).toEqual([status, error.message])
      const pushback = result.metadata.get('grpc-retry-pushback-ms')
      expect(pushback).toEqual(error.code === 'SERVER_BUSY' ? ['1500'] : [])
    }
    service.probabilities = () => Promise.reject(new RangeError('/secret/path'))
    const foreign = await client.call('ModelInfer', textRequest(['a']))
    expect(foreign.status).toBe('INTERNAL')
    expect(foreign.details).not.toContain('secret')
    expect(JSON.stringify(events.filter(({ kind }) => kind === 'call-failed').at(-1))).toContain(
      '/secret/path',
    )
    service.probabilities = probabilities
  })

  test('may be sent compressed', async () => {
    const gzip = new GrpcClient(server.port, undefined, { 'grpc.default_compression_algorithm': 2 })
    const { response } = await gzip.call('ModelInfer', textRequest(TEXTS))
    expect(response.raw_output_contents).toEqual(
      (await client.call('ModelInfer', textRequest(TEXTS))).response.raw_output_contents,
    )
    gzip.close()
  })
})
