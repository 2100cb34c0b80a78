import { MAX_OCCLUDED_RUNS, type Prediction, type ServableBundle } from '@textgate/core'
import { loadTokenizer } from '@textgate/tokenizer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTextModel } from '../engine/text-model.ts'
import { type HttpServer, httpServer } from '../test/http-server.ts'
import { type MemoryService, memoryService } from '../test/memory-service.ts'
import { SAMPLE_LABELS, sampleBundle } from '../test/sample-bundle.ts'
import { echoModels } from '../test/tensor-models.ts'

let first: ServableBundle
let service: MemoryService
let server: HttpServer

beforeAll(async () => {
  first = await sampleBundle({ tokenizer: { maxLength: 400 } })
  const training = {
    ...first.manifest.training,
    data: { train: { rows: 9, file: '/home/someone/train.csv' } },
  }
  const bundle = { ...first, manifest: { ...first.manifest, training } }
  service = await memoryService({
    bundles: {
      intents: [bundle, await sampleBundle({ seed: 2 })],
      tags: [await sampleBundle({ head: 'multi' })],
    },
    tensors: echoModels().filter(({ name }) => name === 'echo-FP32'),
    limits: { maxTextLength: 5_000 },
  })
  server = await httpServer(service)
})
afterAll(async () => {
  await server.close()
  await service.close()
})

const answerOf = async (path: string, body: unknown) => {
  const response = await server.post(path, body)
  return { status: response.status, json: (await response.json()) as Record<string, unknown> }
}

test('a body may begin with a byte order mark', async () => {
  const body = Buffer.concat([
    Buffer.from([0xef, 0xbb, 0xbf]),
    Buffer.from('{"model":"intents","text":"refund"}'),
  ])
  expect((await server.post('/v1/classify', body)).status).toBe(200)
})

describe('models', () => {
  test('are listed with their versions and kinds', async () => {
    expect(await (await server.get('/v1/models')).json()).toEqual({
      models: [
        { name: 'echo-FP32', versions: ['1'], default_version: '1', kind: 'tensors' },
        { name: 'intents', versions: ['1', '2'], default_version: '2', kind: 'text' },
        { name: 'tags', versions: ['1'], default_version: '1', kind: 'text' },
      ],
    })
  })

  test('of text have a card with what the bundle says, but not where its data lay', async () => {
    const { manifest, certificate } = first
    expect(await (await server.get('/v1/models/intents/versions/1')).json()).toEqual({
      name: 'intents',
      version: '1',
      kind: 'text',
      labels: SAMPLE_LABELS,
      head: 'single',
      encoder: 'gru',
      metrics: manifest.metrics,
      certificate,
      training: { ...manifest.training, data: { train: { rows: 9 } } },
      inputs: [
        { name: 'ids', datatype: 'INT32', shape: [-1, -1] },
        { name: 'lengths', datatype: 'INT32', shape: [-1] },
      ],
      outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [-1, 4] }],
    })
    expect(await (await server.get('/v1/models/intents')).json()).toMatchObject({ version: '2' })
    expect(await (await server.get('/v1/models/tags')).json()).toMatchObject({ head: 'multi' })
  })

  test('of tensors have a card with inputs and outputs', async () => {
    expect(await (await server.get('/v1/models/echo-FP32')).json()).toEqual({
      name: 'echo-FP32',
      version: '1',
      kind: 'tensors',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
    })
  })

  test('that are not there are a 404 in the shape of /v1', async () => {
    for (const path of ['/v1/models/nope', '/v1/models/intents/versions/3']) {
      const response = await server.get(path)
      expect([response.status, await response.json()]).toMatchObject([
        404,
        { error: { code: 'MODEL_NOT_FOUND' } },
      ])
    }
  })
})

describe('classify', () => {
  test('asks the version that is named, the newest unless one is', async () => {
    const answers = await Promise.all(
      [{}, { version: '2' }, { version: '1' }].map((more) =>
        answerOf('/v1/classify', { text: 'refund', model: 'intents', ...more }),
      ),
    )
    expect(answers.map(({ json }) => json.version)).toEqual(['2', '2', '1'])
    const [newest, second, old] = answers.map(
      ({ json }) => (json.predictions as Prediction[])[0]?.probability,
    )
    expect(newest).toBe(second)
    expect(newest).not.toBe(old)
  })

  test('gives the service deadline and priority', async () => {
    const before = performance.now()
    await answerOf('/v1/classify', { text: 'a', model: 'intents', timeout_ms: 5_000, priority: 7 })
    const { deadline, priority } = service.calls.at(-1) ?? {}
    expect(priority).toBe(7)
    expect(deadline).toBeGreaterThan(before + 4_999)
    expect(deadline).toBeLessThan(performance.now() + 5_001)
  })

  test.each([
    [{ version: 1 }, 400, /version must be a string/],
    [{ version: '9' }, 404, /no version 9; it has 1, 2/],
    [{ timeout_ms: 0 }, 400, /timeout_ms must be an integer of 1 to 2147483647/],
    [{ timeout_ms: '5' }, 400, /timeout_ms/],
    [{ priority: 10 }, 400, /priority must be an integer of 0 to 9/],
    [{ priority: -1 }, 400, /priority/],
    [{ text: 'a'.repeat(5_001) }, 413, /text\[0\] has 5001 characters.*5000/],
    [{ model: 'echo-FP32' }, 400, /no text classifier.*\/v2\/models\/echo-FP32\/infer/],
  ])('refuses %j', async (more, status, message) => {
    const answer = await answerOf('/v1/classify', { text: 'a', model: 'intents', ...more })
    expect(answer).toMatchObject({ status, json: { error: { message: expect.stringMatching(message) } } })
  })
})

describe('explain', () => {
  test('tells by how much the probability falls when a piece is left out', async () => {
    const text = 'Where is my 退款, please?'
    const { json } = await answerOf('/v1/explain', { text, model: 'intents', version: '1' })
    const model = await openTextModel(first)
    const tokenizer = await loadTokenizer(first.tokenizerJson)
    const { ids, offsets } = tokenizer.encode(text)
    const inputs = [
      ids,
      ...Array.from(ids.keys(), (i) => Int32Array.from([...ids.slice(0, i), ...ids.slice(i + 1)])),
    ]
    const rows = await model.probabilities(inputs)
    await model.close()
    const answer = rows.subarray(0, 4).indexOf(Math.max(...rows.subarray(0, 4)))
    expect(json).toMatchObject({ model: 'intents', version: '1', label: SAMPLE_LABELS[answer] })
    expect(json.probability).toBeCloseTo(rows[answer] as number)
    const tokens = json.tokens as { token: string; start: number; end: number; weight: number }[]
    expect(tokens.map(({ token, start, end }) => [token, start, end])).toEqual(
      Array.from(ids, (_, i) => [
        text.slice(offsets[2 * i], offsets[2 * i + 1]),
        offsets[2 * i],
        offsets[2 * i + 1],
      ]),
    )
    for (const [i, { weight }] of tokens.entries()) {
      expect(weight).toBeCloseTo((rows[answer] as number) - (rows[4 * (i + 1) + answer] as number), 5)
    }
  })

  test('is of the label that is asked for', async () => {
    const body = { text: 'a refund', model: 'intents' }
    const all = await Promise.all(
      SAMPLE_LABELS.map(async (label) => (await answerOf('/v1/explain', { ...body, label })).json),
    )
    expect(all.map(({ label }) => label)).toEqual(SAMPLE_LABELS)
    expect(all.reduce((sum, { probability }) => sum + (probability as number), 0)).toBeCloseTo(1)
    // Probabilities sum to one with and without a piece, so what one label loses others win.
    const weights = all.map(({ tokens }) => (tokens as { weight: number }[])[0]?.weight ?? 9)
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(0)
  })

  test('a long text is cut into a bounded number of pieces from its beginning to its end', async () => {
    const { json } = await answerOf('/v1/explain', {
      text: 'refund '.repeat(500),
      model: 'intents',
      version: '1',
    })
    const tokens = json.tokens as { start: number; end: number }[]
    expect(tokens).toHaveLength(MAX_OCCLUDED_RUNS)
    expect([tokens[0]?.start, tokens.at(-1)?.end]).toEqual([0, 500 * 'refund '.length - 1])
  })

  test.each([
    [100, 99],
    [1, 16],
  ])('where a request may have %i texts, a text is cut into %i pieces at most', async (maxTexts, pieces) => {
    const small = await memoryService({ bundles: { intents: [first] }, limits: { maxTexts } })
    const { post, close } = await httpServer(small)
    const answer = await post('/v1/explain', { text: 'refund '.repeat(297) })
    expect(((await answer.json()) as { tokens: unknown[] }).tokens).toHaveLength(pieces)
    await close()
    await small.close()
  })

  test('an empty text has no pieces', async () => {
    expect((await answerOf('/v1/explain', { text: '', model: 'intents' })).json).toMatchObject({ tokens: [] })
  })

  test.each([
    [{ text: ['a'] }, 400, /text must be a string, not a list/],
    [{ label: 'nope' }, 400, /no label "nope"/],
    [{ label: 0 }, 400, /no label 0/],
    [{ top_k: 1 }, 400, /top_k is no member/],
    [{ text: 'a'.repeat(5_001) }, 413, /5001 characters/],
    [{ model: 'echo-FP32' }, 400, /no text classifier/],
  ])('refuses %j', async (more, status, message) => {
    const answer = await answerOf('/v1/explain', { text: 'a', model: 'intents', ...more })
    expect(answer).toMatchObject({ status, json: { error: { message: expect.stringMatching(message) } } })
  })
})
