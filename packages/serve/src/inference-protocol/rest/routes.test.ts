import type { ServableBundle } from '@textgate/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Classifier, loadClassifier } from '../../classifier.ts'
import { httpServer } from '../../test/http-server.ts'
import { memoryService } from '../../test/memory-service.ts'
import { SAMPLE_LABELS, sampleBundle } from '../../test/sample-bundle.ts'
import { sampleTexts } from '../../test/sample-texts.ts'
import { removeBundles, startTestServer, type TestServer } from '../../test/test-server.ts'
import { VERSION } from '../../version.ts'

// The answers of the specification, as strict as it is: what is not named there must not appear.
const parameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
const tensorMetadata = z.strictObject({ name: z.string(), datatype: z.string(), shape: z.array(z.int()) })
const schemas = {
  server: z.strictObject({ name: z.string(), version: z.string(), extensions: z.array(z.string()) }),
  model: z.strictObject({
    name: z.string(),
    versions: z.array(z.string()).optional(),
    platform: z.string(),
    inputs: z.array(tensorMetadata),
    outputs: z.array(tensorMetadata),
  }),
  infer: z.strictObject({
    model_name: z.string(),
    model_version: z.string().optional(),
    id: z.string().optional(),
    parameters: parameters.optional(),
    outputs: z.array(
      z.strictObject({
        name: z.string(),
        shape: z.array(z.int().min(0)),
        datatype: z.enum(['BYTES', 'FP32']),
        parameters: parameters.optional(),
        data: z.array(z.union([z.string(), z.number()])),
      }),
    ),
  }),
  error: z.strictObject({ error: z.string() }),
}

let bundle: ServableBundle
let server: TestServer
let classifier: Classifier

beforeAll(async () => {
  bundle = await sampleBundle()
  classifier = await loadClassifier(bundle)
  server = await startTestServer({ intents: bundle }, { workers: 1, maxTexts: 100 })
})
afterAll(async () => {
  await server.close()
  await classifier.close()
  await removeBundles()
})

const input = (data: unknown, shape: unknown, more: object = {}) => ({
  name: 'text',
  datatype: 'BYTES',
  shape,
  data,
  ...more,
})
const infer = (body: unknown, path = '/v2/models/intents/infer') => server.post(path, body)

describe('health and metadata', () => {
  test('the server is live and ready', async () => {
    expect(await server.get('/v2/health/live')).toMatchObject({ status: 200, json: { live: true } })
    expect(await server.get('/v2/health/ready')).toMatchObject({ status: 200, json: { ready: true } })
  })

  test('the server tells its name, version and extensions', async () => {
    for (const path of ['/v2', '/v2/']) {
      const { status, json } = await server.get(path)
      expect(status).toBe(200)
      expect(schemas.server.parse(json)).toEqual({
        name: 'textgate',
        version: VERSION,
        extensions: ['binary_tensor_data', 'classification', 'schedule_policy', 'statistics'],
      })
    }
  })

  test.each(['/v2/models/intents', '/v2/models/intents/versions/1'])(
    '%s tells inputs and outputs',
    async (path) => {
      const { status, json } = await server.get(path)
      expect(status).toBe(200)
      expect(schemas.model.parse(json)).toEqual({
        name: 'intents',
        versions: ['1'],
        platform: 'onnx_onnxv1',
        inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
        outputs: [
          { name: 'label', datatype: 'BYTES', shape: [-1] },
          { name: 'probabilities', datatype: 'FP32', shape: [-1, SAMPLE_LABELS.length] },
        ],
      })
      expect(await server.get(`${path}/ready`)).toMatchObject({
        status: 200,
        json: { name: 'intents', ready: true },
      })
    },
  )
})

describe('infer', () => {
  test.each<[string, (texts: string[]) => object]>([
    ['flat data of shape [n]', (texts) => input(texts, [texts.length])],
    ['flat data of shape [n, 1]', (texts) => input(texts, [texts.length, 1])],
    [
      'nested data of shape [n, 1]',
      (texts) =>
        input(
          texts.map((text) => [text]),
          [texts.length, 1],
        ),
    ],
  ])('%s is answered like classify, with shapes that fit the data', async (_name, tensor) => {
    const texts = sampleTexts(40)
    const { status, json } = await infer({ inputs: [tensor(texts)] })
    expect(status).toBe(200)
    const { outputs, ...rest } = schemas.infer.parse(json)
    expect(rest).toEqual({ model_name: 'intents', model_version: '1' })
    const expected = await classifier.classify(texts)
    expect(outputs[0]).toEqual({
      name: 'label',
      datatype: 'BYTES',
      shape: [40],
      data: expected.map(({ label }) => label),
    })
    expect(outputs[1]).toMatchObject({
      name: 'probabilities',
      datatype: 'FP32',
      shape: [40, SAMPLE_LABELS.length],
    })
    expect(outputs[1]?.data).toHaveLength(40 * SAMPLE_LABELS.length)
    expected.forEach(({ label, probability }, i) => {
      const column = SAMPLE_LABELS.indexOf(label as (typeof SAMPLE_LABELS)[number])
      const value = outputs[1]?.data[i * SAMPLE_LABELS.length + column] as number
      expect(Math.abs(value - probability)).toBeLessThan(1e-6)
    })
  })

  test('a bare string is one text, and the version may stand in the path', async () => {
    const { status, json } = await infer(
      { inputs: [input('我要退款', [1])] },
      '/v2/models/intents/versions/1/infer',
    )
    expect(status).toBe(200)
    expect(schemas.infer.parse(json).outputs[0]?.shape).toEqual([1])
  })

  test('the id comes back, the empty one too', async () => {
    for (const id of ['42', '', '请求']) {
      const { json } = await infer({ id, inputs: [input(['a'], [1])] })
      expect(schemas.infer.parse(json).id).toBe(id)
    }
  })

  test.each([
    [[{ name: 'label' }], ['label']],
    [
      [{ name: 'probabilities' }, { name: 'label' }],
      ['probabilities', 'label'],
    ],
    [[], ['label', 'probabilities']],
  ])('the outputs %j are answered as %j', async (outputs, names) => {
    const { json } = await infer({ inputs: [input(['a'], [1])], outputs })
    expect(schemas.infer.parse(json).outputs.map(({ name }) => name)).toEqual(names)
  })

  test('parameters and members that nobody knows are left alone', async () => {
    const body = {
      inputs: [input(['a'], [1], { parameters: { content_type: 'str' } })],
      parameters: { x: 1 },
      y: 2,
    }
    expect((await infer(body)).status).toBe(200)
  })
})

describe('what is wrong is told in the one shape of the protocol', () => {
  const good = input(['a'], [1])

  test.each<[string, unknown, number, RegExp]>([
    ['no inputs', {}, 400, /inputs must be a list, not missing/],
    ['no input', { inputs: [] }, 400, /inputs is an empty list/],
    ['an input that is no object', { inputs: ['a'] }, 400, /inputs\[0\] must be an object/],
    [
      'an unknown input',
      { inputs: [{ ...good, name: 'words' }] },
      400,
      /no input "words"; it has text, or ids/,
    ],
    ['the input twice', { inputs: [good, good] }, 400, /text twice/],
    ['a number for id', { id: 4, inputs: [good] }, 400, /id must be a string/],
    ['another datatype', { inputs: [{ ...good, datatype: 'FP32', data: [1] }] }, 400, /BYTES, not FP32/],
    ['no datatype', { inputs: [{ ...good, datatype: undefined }] }, 400, /BYTES, not missing/],
    ['no shape', { inputs: [{ ...good, shape: undefined }] }, 400, /shape of input text/],
    ['a negative shape', { inputs: [{ ...good, shape: [-1] }] }, 400, /integers of at least 0/],
    ['a scalar', { inputs: [{ ...good, shape: [] }] }, 400, /\[n\] or \[n, 1\], not \[\]/],
    ['two columns', { inputs: [input(['a', 'b'], [1, 2])] }, 400, /not \[1,2\]/],
    ['three dimensions', { inputs: [input(['a'], [1, 1, 1])] }, 400, /not \[1,1,1\]/],
    ['fewer texts than the shape says', { inputs: [input(['a'], [2])] }, 400, /1 texts but the shape \[2\]/],
    ['an empty batch', { inputs: [input([], [0])] }, 400, /empty list/],
    ['no data', { inputs: [{ ...good, data: undefined }] }, 400, /no data/],
    ['numbers as data', { inputs: [input([1], [1])] }, 400, /must be a string, not a number/],
    ['nested data in a flat shape', { inputs: [input([['a']], [1])] }, 400, /not a list/],
    ['too many texts', { inputs: [input(Array(101).fill('a'), [101])] }, 413, /101 rows/],
    [
      'outputs that are no list',
      { inputs: [good], outputs: { name: 'label' } },
      400,
      /outputs must be a list/,
    ],
    [
      'an unknown output',
      { inputs: [good], outputs: [{ name: 'logits' }] },
      400,
      /no output "logits"; it has label and/,
    ],
    ['broken JSON', '{', 400, /no JSON/],
  ])('%s', async (_name, body, status, message) => {
    const answer = await infer(body)
    expect(answer.status).toBe(status)
    const { error } = schemas.error.parse(answer.json)
    expect(error).toMatch(message)
    expect(error).toMatch(/^[A-Z_]+: /)
  })

  test.each<[string, RequestInit | undefined, number, RegExp]>([
    ['/v2/models/nope', undefined, 404, /MODEL_NOT_FOUND: .*no model nope; it has intents/],
    ['/v2/models/nope/ready', undefined, 404, /MODEL_NOT_FOUND/],
    ['/v2/models/nope/infer', { method: 'POST', body: '{}' }, 404, /MODEL_NOT_FOUND/],
    ['/v2/models/intents/versions/2', undefined, 404, /no version 2; it has 1/],
    ['/v2/models/intents/versions/2/ready', undefined, 404, /no version 2/],
    ['/v2/models/intents/versions/2/infer', { method: 'POST', body: '{}' }, 404, /no version 2/],
    ['/v2/models', undefined, 404, /there is no \/v2\/models/],
    ['/v2/models/%E0%A4%A', undefined, 400, /REQUEST_INVALID/],
    ['/v2/models/intents/infer', undefined, 405, /GET is not allowed here; use POST/],
    ['/v2/health/live', { method: 'POST', body: '{}' }, 405, /use GET/],
  ])('%s %j', async (path, init, status, message) => {
    const answer = await server.get(path, init)
    expect(answer.status).toBe(status)
    expect(schemas.error.parse(answer.json).error).toMatch(message)
  })

  test('a body that is too large', async () => {
    const answer = await infer(' '.repeat(5_000_000))
    expect(answer.status).toBe(413)
    expect(schemas.error.parse(answer.json).error).toMatch(/REQUEST_TOO_LARGE/)
  })
})

test('a model named stats is told of where the protocol has another meaning for its path', async () => {
  const service = await memoryService({ bundles: { stats: [bundle], intents: [bundle] } })
  const { get, post, close } = await httpServer(service)
  const json = async (answer: Promise<Response>) => (await (await answer).json()) as object
  expect(Object.keys(await json(get('/v2/models/stats')))).toEqual(['model_stats'])
  expect(schemas.model.parse(await json(get('/v2/models/stats/versions/1'))).name).toBe('stats')
  expect(await json(get('/v2/models/stats/ready'))).toEqual({ name: 'stats', ready: true })
  expect((await get('/v2/models/stats/stats')).status).toBe(200)
  expect(await json(get('/v1/models/stats'))).toMatchObject({ name: 'stats' })
  const answer = await json(post('/v2/models/stats/infer', { inputs: [input(['a'], [1])] }))
  expect(schemas.infer.parse(answer).model_name).toBe('stats')
  await close()
  await service.close()
})
