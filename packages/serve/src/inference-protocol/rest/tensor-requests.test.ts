import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HttpServer, httpServer } from '../../test/http-server.ts'
import { type MemoryService, memoryService } from '../../test/memory-service.ts'
import { SAMPLE_LABELS, sampleBundle } from '../../test/sample-bundle.ts'
import { echoModels, onnxModels } from '../../test/tensor-models.ts'

let service: MemoryService
let server: HttpServer

beforeAll(async () => {
  service = await memoryService({
    bundles: { intents: [await sampleBundle()], tags: [await sampleBundle({ head: 'multi' })] },
    tensors: [...(await onnxModels()), ...echoModels()],
  })
  server = await httpServer(service)
})
afterAll(async () => {
  await server.close()
  await service.close()
})

/** JSON and the bytes behind it, as the binary tensor data extension has them. */
function binaryRequest(json: object, ...parts: Uint8Array[]) {
  const head = Buffer.from(JSON.stringify(json))
  return {
    body: Buffer.concat([head, ...parts]),
    headers: {
      'content-type': 'application/octet-stream',
      'inference-header-content-length': String(head.length),
    },
  }
}

/** Takes an answer with bytes apart. */
async function binaryAnswer(response: Response) {
  const bytes = Buffer.from(await response.arrayBuffer())
  const length = Number(response.headers.get('inference-header-content-length'))
  return { json: JSON.parse(bytes.subarray(0, length).toString()), bytes: bytes.subarray(length) }
}

const infer = async (model: string, body: unknown, headers?: Record<string, string>) =>
  server.post(`/v2/models/${model}/infer`, body, headers)
const x = (datatype: string, data: unknown[], more: object = {}) => ({
  name: 'x',
  datatype,
  shape: [data.length],
  data,
  ...more,
})
const a = { name: 'a', datatype: 'FP32', shape: [1, 2], data: [1, 2] }
const b = { name: 'b', datatype: 'FP32', shape: [1, 2], data: [10, 20] }

describe('tensors as JSON', () => {
  test.each([
    ['BOOL', [true, false]],
    ['UINT8', [0, 255]],
    ['UINT16', [0, 65_535]],
    ['UINT32', [0, 4_294_967_295]],
    ['INT8', [-128, 127]],
    ['INT16', [-32_768, 32_767]],
    ['INT32', [-2_147_483_648, 2_147_483_647]],
    ['FP32', [0.5, -1.5]],
    ['FP64', [0.1, 1e300]],
    ['BYTES', ['', 'é"\\\n']],
  ])('of datatype %s come back as they went', async (datatype, data) => {
    const response = await infer(`echo-${datatype}`, { inputs: [x(datatype, data)] })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      model_name: `echo-${datatype}`,
      model_version: '1',
      outputs: [{ name: 'y', datatype, shape: [2], data }],
    })
  })

  test.each([
    ['INT64', ['-9223372036854775808', '9223372036854775807', '9007199254740993', '0']],
    ['UINT64', ['18446744073709551615', '9007199254740993']],
  ])('of datatype %s keep every digit', async (datatype, digits) => {
    const body = JSON.stringify({ inputs: [{ ...x(datatype, digits), data: 'DATA' }] })
    const response = await infer(`echo-${datatype}`, body.replace('"DATA"', `[${digits}]`))
    expect(await response.text()).toContain(`"data":[${digits}]`)
  })

  test('64-bit integers go through ONNX Runtime without loss', async () => {
    const body = '{"inputs":[{"name":"x","datatype":"INT64","shape":[1],"data":[2305843009213693953]}]}'
    expect(await (await infer('double', body)).text()).toContain('"data":[4611686018427387906]')
  })

  test('flat and nested data are the same', async () => {
    for (const data of [
      [1, 2, 3, 4],
      [
        [1, 2],
        [3, 4],
      ],
    ]) {
      const inputs = [
        { ...a, shape: [2, 2], data },
        { ...b, shape: [2, 2], data: [1, 1, 1, 1] },
      ]
      const { outputs } = (await (await infer('plus', { inputs })).json()) as { outputs: unknown[] }
      expect(outputs).toEqual([{ name: 'sum', datatype: 'FP32', shape: [2, 2], data: [2, 3, 4, 5] }])
    }
  })

  test('inputs may come in any order', async () => {
    const { outputs } = (await (await infer('plus', { inputs: [b, a] })).json()) as {
      outputs: { data: number[] }[]
    }
    expect(outputs[0]?.data).toEqual([11, 22])
  })
})

describe('tensors as bytes', () => {
  const texts = Buffer.from('01000000610500000072656675', 'hex')

  test('an exchange is, byte for byte, the one of the extension', async () => {
    const json =
      '{"id":"7","inputs":[{"name":"a","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}},{"name":"b","shape":[1,2],"datatype":"FP32","data":[10,20]}],"outputs":[{"name":"sum","parameters":{"binary_data":true}}]}'
    const body = Buffer.concat([Buffer.from(json), Buffer.from('0000803f00000040', 'hex')])
    const response = await infer('plus', body, {
      'content-type': 'application/octet-stream',
      'inference-header-content-length': String(json.length),
    })
    const head =
      '{"model_name":"plus","model_version":"1","id":"7","outputs":[{"name":"sum","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}]}'
    const expected = Buffer.concat([Buffer.from(head), Buffer.from('000030410000b041', 'hex')]) // 11, 22
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(response.headers.get('inference-header-content-length')).toBe(String(head.length))
    expect(response.headers.get('content-length')).toBe(String(expected.length))
    expect(Buffer.from(await response.arrayBuffer())).toEqual(expected)
  })

  test('several are taken in order, among others that are JSON', async () => {
    const second = Buffer.from(Float32Array.of(10, 20).buffer)
    const { body, headers } = binaryRequest(
      { inputs: [a, { ...b, data: undefined, parameters: { binary_data_size: 8 } }] },
      second,
    )
    const { outputs } = (await (await infer('plus', body, headers)).json()) as { outputs: object[] }
    expect(outputs).toMatchObject([{ data: [11, 22] }])
  })

  test('binary_data_output asks for all outputs, and binary_data of one overrules it', async () => {
    const inputs = [{ name: 'text', datatype: 'BYTES', shape: [1], data: ['refund'] }]
    const outputs = [{ name: 'probabilities' }, { name: 'label', parameters: { binary_data: false } }]
    const response = await infer('intents', { inputs, outputs, parameters: { binary_data_output: true } })
    const { json, bytes } = await binaryAnswer(response)
    expect(json.outputs).toMatchObject([
      { name: 'probabilities', parameters: { binary_data_size: 16 } },
      { name: 'label', data: [expect.any(String)] },
    ])
    const probabilities = new Float32Array(new Uint8Array(bytes).buffer)
    expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1)
    expect(SAMPLE_LABELS[probabilities.indexOf(Math.max(...probabilities))]).toBe(json.outputs[1].data[0])
  })

  test('FP16 goes as bytes alone', async () => {
    const bits = Buffer.from('003c0040', 'hex')
    const { body, headers } = binaryRequest(
      {
        inputs: [{ name: 'x', datatype: 'FP16', shape: [2], parameters: { binary_data_size: 4 } }],
        parameters: { binary_data_output: true },
      },
      bits,
    )
    expect((await binaryAnswer(await infer('echo-FP16', body, headers))).bytes).toEqual(bits)
    const asJson = binaryRequest(
      { inputs: [{ name: 'x', datatype: 'FP16', shape: [2], parameters: { binary_data_size: 4 } }] },
      bits,
    )
    const refused = await infer('echo-FP16', asJson.body, asJson.headers)
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('binary_data')])
    const sent = await infer('echo-FP16', { inputs: [x('FP16', [1, 2])] })
    expect([sent.status, await sent.text()]).toEqual([400, expect.stringContaining('binary tensor data')])
  })

  test('NaN and infinity go as bytes alone', async () => {
    const values = Buffer.from(Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY).buffer)
    const input = { name: 'x', datatype: 'FP32', shape: [2], parameters: { binary_data_size: 8 } }
    const { body, headers } = binaryRequest(
      { inputs: [input], parameters: { binary_data_output: true } },
      values,
    )
    expect((await binaryAnswer(await infer('echo-FP32', body, headers))).bytes).toEqual(values)
    const asJson = binaryRequest({ inputs: [input] }, values)
    const refused = await infer('echo-FP32', asJson.body, asJson.headers)
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringMatching(/NaN.*binary_data/)])
  })

  test('a request without JSON is one text, and its answer is bytes', async () => {
    const response = await infer('intents', Buffer.from('我要退款'), {
      'inference-header-content-length': '0',
    })
    const { json, bytes } = await binaryAnswer(response)
    expect(json.outputs).toMatchObject([
      { name: 'label', shape: [1] },
      { name: 'probabilities', shape: [1, 4], parameters: { binary_data_size: 16 } },
    ])
    const label = bytes.subarray(4, 4 + bytes.readUInt32LE(0)).toString()
    expect(SAMPLE_LABELS).toContain(label)
  })

  test('a request without JSON of another datatype tells the open size by its bytes', async () => {
    const response = await infer('echo-INT32', Buffer.from(Int32Array.of(5, 6, 7).buffer), {
      'inference-header-content-length': '0',
    })
    const { json, bytes } = await binaryAnswer(response)
    expect(json.outputs[0].shape).toEqual([3])
    expect(new Int32Array(new Uint8Array(bytes).buffer)).toEqual(Int32Array.of(5, 6, 7))
    const several = await infer('plus', Buffer.alloc(8), { 'inference-header-content-length': '0' })
    expect([several.status, await several.text()]).toEqual([400, expect.stringContaining('takes 2')])
  })

  test.each<[string, object, Uint8Array, Record<string, string>, RegExp]>([
    ['a size beyond the body', { binary_data_size: 99 }, texts, {}, /is 99, and the body has 13/],
    ['a negative size', { binary_data_size: -1 }, texts, {}, /integer of at least 0, not -1/],
    ['a size as text', { binary_data_size: '13' }, texts, {}, /not "13"/],
    ['bytes that no input takes', { binary_data_size: 5 }, texts, {}, /8 bytes more/],
    ['a header beyond the body', {}, texts, { 'inference-header-content-length': '9999' }, /says 9999/],
    ['a negative header', {}, texts, { 'inference-header-content-length': '-1' }, /must be one integer/],
    ['a header that is no number', {}, texts, { 'inference-header-content-length': '0x1' }, /one integer/],
    ['a header given twice', {}, texts, { 'inference-header-content-length': '5, 5' }, /one integer/],
  ])('%s is refused', async (_name, parameters, bytes, more, message) => {
    const { body, headers } = binaryRequest(
      { inputs: [{ name: 'text', datatype: 'BYTES', shape: [1], parameters }] },
      bytes,
    )
    const response = await infer('intents', body, { ...headers, ...more })
    expect([response.status, await response.json()]).toEqual([400, { error: expect.stringMatching(message) }])
  })

  test('a size without the header is refused, and so are data beside it', async () => {
    const input = { name: 'text', datatype: 'BYTES', shape: [1], parameters: { binary_data_size: 5 } }
    const alone = await infer('intents', { inputs: [input] })
    expect([alone.status, await alone.text()]).toEqual([400, expect.stringContaining('no header')])
    const { body, headers } = binaryRequest({ inputs: [{ ...input, data: ['a'] }] }, Buffer.alloc(5))
    const both = await infer('intents', body, headers)
    expect([both.status, await both.text()]).toEqual([400, expect.stringContaining('both data and')])
  })
})

describe('packed bodies', () => {
  const request = JSON.stringify({
    inputs: [{ name: 'text', datatype: 'BYTES', shape: [1], data: ['refund'] }],
  })

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('%s is unpacked, with bytes behind the JSON, too', async (encoding, pack) => {
    const headers = { 'content-encoding': encoding }
    expect((await infer('intents', pack(request), headers)).status).toBe(200)
    const binary = binaryRequest(
      { inputs: [{ name: 'text', datatype: 'BYTES', shape: [1], parameters: { binary_data_size: 5 } }] },
      Buffer.from('0100000061', 'hex'),
    )
    const response = await infer('intents', pack(binary.body), { ...binary.headers, ...headers })
    expect(response.status).toBe(200)
  })

  test('a bomb is refused before it is unpacked whole', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, 0x20))
    expect(bomb.length).toBeLessThan(1_000_000)
    const response = await infer('intents', bomb, { 'content-encoding': 'gzip' })
    expect([response.status, await response.text()]).toEqual([
      413,
      expect.stringContaining('unpacks to more'),
    ])
  })

  test('answers are packed as the client takes them, small ones are left alone', async () => {
    const many = { inputs: [x('FP32', Array(2_000).fill(0.1))] }
    for (const encoding of ['gzip', 'deflate']) {
      const response = await infer('echo-FP32', many, { 'accept-encoding': encoding })
      expect([response.headers.get('content-encoding'), response.headers.get('vary')]).toEqual([
        encoding,
        'accept-encoding',
      ])
      expect(((await response.json()) as { outputs: { data: unknown[] }[] }).outputs[0]?.data).toHaveLength(
        2_000,
      )
    }
    for (const [accepted, body] of [
      ['gzip;q=0', many],
      ['identity', many],
      ['gzip', { inputs: [x('FP32', [1])] }],
    ] as const) {
      const response = await infer('echo-FP32', body, { 'accept-encoding': accepted })
      expect(response.headers.get('content-encoding')).toBeNull()
    }
  })
})

describe('parameters', () => {
  const inputs = [{ name: 'text', datatype: 'BYTES', shape: [2], data: ['refund', 'parcel'] }]

  test('timeout is in microseconds, and of priorities 1 is the highest', async () => {
    const before = performance.now()
    await infer('intents', { inputs, parameters: { timeout: 5_000_000, priority: 1 } })
    const { deadline, priority } = service.calls.at(-1) ?? {}
    expect(priority).toBe(9)
    expect(deadline).toBeGreaterThan(before + 4_999)
    expect(deadline).toBeLessThan(performance.now() + 5_001)
    await infer('intents', { inputs, parameters: { timeout: 0, priority: 0 } })
    expect(service.calls.at(-1)).not.toHaveProperty('deadline')
    expect(service.calls.at(-1)).not.toHaveProperty('priority')
  })

  test.each([
    [{ timeout: -1 }, /timeout must be an integer/],
    [{ timeout: 0.5 }, /timeout/],
    [{ priority: '1' }, /priority must be an integer of at least 0, not "1"/],
    [{ binary_data_output: 1 }, /binary_data_output of the request must be true or false/],
  ])('%j is refused', async (parameters, message) => {
    const response = await infer('intents', { inputs, parameters })
    expect([response.status, await response.json()]).toEqual([400, { error: expect.stringMatching(message) }])
  })

  test('classification gives the best classes with their labels, or of other models with their numbers', async () => {
    const outputs = [{ name: 'probabilities', parameters: { classification: 2 } }, { name: 'label' }]
    const answer = (await (await infer('intents', { inputs, outputs })).json()) as {
      outputs: { shape: number[]; datatype: string; data: string[] }[]
    }
    const [best, label] = answer.outputs
    expect(best).toMatchObject({ datatype: 'BYTES', shape: [2, 2] })
    for (const row of [0, 1]) {
      const [first, second] = (best?.data.slice(2 * row) ?? []).map((text) => text.split(':'))
      expect(first?.[2]).toBe(label?.data[row])
      expect(SAMPLE_LABELS[Number(first?.[1])]).toBe(first?.[2])
      expect(Number(first?.[0])).toBeGreaterThanOrEqual(Number(second?.[0]))
    }
    const vector = [x('INT64', [1, 5, 10, 4])]
    const numbers = await infer('echo-INT64', {
      inputs: vector,
      outputs: [{ name: 'y', parameters: { classification: 2 } }],
    })
    expect(await numbers.json()).toMatchObject({
      outputs: [{ name: 'y', datatype: 'BYTES', shape: [2], data: ['10:2', '5:1'] }],
    })
  })

  test.each([
    ['label', 1, /BYTES and has no classes/],
    ['probabilities', 0, /integer of at least 1/],
    ['probabilities', '3', /not "3"/],
  ])('classification of %s by %j is refused', async (name, classification, message) => {
    const response = await infer('intents', { inputs, outputs: [{ name, parameters: { classification } }] })
    expect([response.status, await response.json()]).toEqual([400, { error: expect.stringMatching(message) }])
  })
})

describe('ids in place of texts', () => {
  const ids = { name: 'ids', datatype: 'INT32', shape: [2, 4], data: [2, 3, 4, 5, 6, 2, 0, 0] }
  const lengths = { name: 'lengths', datatype: 'INT32', shape: [2], data: [4, 2] }

  test('are answered like the texts that they are of, in 32 or 64 bits', async () => {
    const tokenizer = await service.tokenizer(service.models.find('intents') as never)
    const texts = ['my order has not arrived', '我要退款']
    const rows = texts.map((text) => [...tokenizer.encodeIds(text)])
    const columns = Math.max(...rows.map(({ length }) => length))
    const data = rows.flatMap((row) => [...row, ...Array<number>(columns - row.length).fill(0)])
    const answers = await Promise.all(
      [
        [{ name: 'text', datatype: 'BYTES', shape: [2], data: texts }],
        ...['INT32', 'INT64'].map((datatype) => [
          { name: 'ids', datatype, shape: [2, columns], data },
          { name: 'lengths', datatype, shape: [2], data: rows.map(({ length }) => length) },
        ]),
      ].map(async (inputs) => (await infer('intents', { inputs })).json()),
    )
    expect(answers[0]).toHaveProperty('outputs')
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
  })

  test('rows of no ids are texts like any other', async () => {
    const inputs = [
      { name: 'ids', datatype: 'INT32', shape: [2, 0], data: [] },
      { ...lengths, data: [0, 0] },
    ]
    expect((await infer('intents', { inputs })).status).toBe(200)
  })

  test.each<[string, object[], RegExp]>([
    ['ids alone', [ids], /belong together/],
    [
      'text beside ids',
      [ids, lengths, { name: 'text', datatype: 'BYTES', shape: [1], data: ['a'] }],
      /both text/,
    ],
    [
      'an id beyond the vocabulary',
      [{ ...ids, data: [2, 9999, 1, 1, 1, 1, 1, 1] }, lengths],
      /has 9999 at 1/,
    ],
    ['a negative id', [{ ...ids, data: [-2, 1, 1, 1, 1, 1, 1, 1] }, lengths], /has -2 at 0/],
    ['padding inside a row', [{ ...ids, data: [2, 0, 1, 1, 1, 1, 1, 1] }, lengths], /0 is padding/],
    ['a length beyond T', [ids, { ...lengths, data: [5, 2] }], /row 0 says 5, and ids has 4 columns/],
    ['a negative length', [ids, { ...lengths, data: [4, -1] }], /row 1 says -1/],
    [
      'lengths of another number',
      [ids, { ...lengths, shape: [1], data: [4] }],
      /shape \[2\], one length a row/,
    ],
    ['ids of one dimension', [{ ...ids, shape: [8] }, lengths], /shape \[n, T\]/],
    ['ids as FP32', [{ ...ids, datatype: 'FP32' }, lengths], /INT32 or INT64, not FP32/],
    [
      'more ids than the model reads',
      [
        { ...ids, shape: [1, 65], data: Array(65).fill(2) },
        { ...lengths, shape: [1], data: [65] },
      ],
      /has 65 ids, and the model reads 64/,
    ],
    [
      'no rows',
      [
        { ...ids, shape: [0, 4], data: [] },
        { ...lengths, shape: [0], data: [] },
      ],
      /at least one row/,
    ],
  ])('%s: refused', async (_name, inputs, message) => {
    const response = await infer('intents', { inputs })
    expect([response.status, await response.json()]).toEqual([400, { error: expect.stringMatching(message) }])
  })
})

describe('a model of tensors', () => {
  test('tells what it takes and gives', async () => {
    expect(await (await server.get('/v2/models/plus')).json()).toEqual({
      name: 'plus',
      versions: ['1'],
      platform: 'onnx_onnxv1',
      inputs: ['a', 'b'].map((name) => ({ name, datatype: 'FP32', shape: [-1, 2] })),
      outputs: [{ name: 'sum', datatype: 'FP32', shape: [-1, 2] }],
    })
  })

  test.each<[string, object[], RegExp]>([
    ['an input that it has not', [a, b, { ...a, name: 'c' }], /no input "c"; it has a FP32 \[-1,2\], b FP32/],
    ['an input twice', [a, a], /a twice/],
    ['an input too few', [a], /input b is missing; model plus needs b FP32 \[-1,2\]/],
    ['another datatype', [a, { ...b, datatype: 'INT32' }], /b must be of datatype FP32, not INT32/],
    ['another shape', [a, { ...b, shape: [2, 1] }], /b must have the shape \[-1,2\].*not \[2,1\]/],
    ['another rank', [a, { ...b, shape: [2] }], /not \[2\]/],
    ['no rows', [{ ...a, shape: [0, 2], data: [] }, b], /a has no elements.*at least one row/],
    ['fewer values than the shape says', [a, { ...b, data: [1] }], /1 values but the shape \[1,2\]/],
    ['nested data of another shape', [a, { ...b, data: [[1], [2]] }], /a list of 2 in dimension 0/],
    ['a text among numbers', [a, { ...b, data: [1, '2'] }], /"2" at 1 is no FP32/],
    ['null among numbers', [a, { ...b, data: [1, null] }], /null at 1.*JSON has no NaN/],
    ['a number beyond FP32', [a, { ...b, data: [1, 1e39] }], /1e\+39 at 1 is no FP32/],
    [
      'a shape beyond counting',
      [a, { ...b, shape: [2 ** 31, 2 ** 31] }],
      /more elements than can be counted/,
    ],
    ['a shape of too many', [a, { ...b, shape: Array(17).fill(1) }], /17 dimensions/],
    ['a shape with a fraction', [a, { ...b, shape: [1.5, 2] }], /integers of at least 0/],
    ['another datatype than there is', [a, { ...b, datatype: 'fp32' }], /one of BOOL.*not "fp32"/],
    ['a name that is no text', [a, { ...b, name: 4 }], /name of an input must be a string/],
    [
      'parameters that are no object',
      [a, { ...b, parameters: [] }],
      /parameters of input b must be an object/,
    ],
  ])('refuses %s', async (_name, inputs, message) => {
    const response = await infer('plus', { inputs })
    expect([response.status, await response.json()]).toEqual([400, { error: expect.stringMatching(message) }])
  })

  test.each([
    ['INT8', 128],
    ['UINT8', -1],
    ['INT32', 1.5],
    ['INT64', 1.5],
    ['UINT64', -1],
    ['BOOL', 2],
  ])('refuses for %s the value %d', async (datatype, value) => {
    const response = await infer(`echo-${datatype}`, { inputs: [x(datatype, [value])] })
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(`no ${datatype}`)])
  })

  test('refuses an integer beyond 64 bits, and one whose digits were lost', async () => {
    const body = (digits: string, type = 'INT64') =>
      `{"inputs":[{"name":"x","datatype":"${type}","shape":[1],"data":[${digits}]}]}`
    for (const [digits, type] of [
      ['9223372036854775808', 'INT64'],
      ['9007199254740993', '\\u0049NT64'],
      ['1e17', 'INT64'],
    ] as const) {
      expect((await infer('echo-INT64', body(digits, type))).status).toBe(400)
    }
  })
})
