import { deflateSync, gzipSync } from 'node:zlib'
import type { RandomGenerator } from '@textgate/core'

/** A request that tries to break the server. */
export interface HostileRequest {
  /** The route that it meets, if it meets one. */
  readonly route: string
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const TEXT = { name: 'text', datatype: 'BYTES', shape: [2], data: ['refund', 'parcel'] }
const SUM = [
  { name: 'a', datatype: 'FP32', shape: [1, 2], data: [1, 2] },
  { name: 'b', datatype: 'FP32', shape: [1, 2], data: [[3, 4]] },
]
const IDS = [
  { name: 'ids', datatype: 'INT64', shape: [2, 2], data: [2, 3, 4, 0] },
  { name: 'lengths', datatype: 'INT32', shape: [2], data: [2, 1] },
]
const INFER = 'POST /v2/models/:model/infer'

/** Requests as they should be, from which hostile ones are made. */
const GOOD: readonly (readonly [route: string, path: string, body: unknown])[] = [
  ['POST /v1/classify', '/v1/classify', { text: ['a', 'b'], model: 'intents', top_k: 2, priority: 1 }],
  ['POST /v1/explain', '/v1/explain', { text: 'my refund', model: 'intents', label: 'other' }],
  [INFER, '/v2/models/intents/infer', { id: '1', inputs: [TEXT], outputs: [{ name: 'label' }] }],
  [
    INFER,
    '/v2/models/intents/infer',
    { inputs: IDS, parameters: { timeout: 1e7, binary_data_output: true } },
  ],
  [
    INFER,
    '/v2/models/plus/infer',
    { inputs: SUM, outputs: [{ name: 'sum', parameters: { classification: 1 } }] },
  ],
  ...['BOOL', 'INT8', 'UINT64', 'INT64', 'FP16', 'FP64', 'BYTES'].map(
    (datatype) =>
      [
        INFER,
        `/v2/models/echo-${datatype}/infer`,
        { inputs: [{ name: 'x', datatype, shape: [2], data: datatype === 'BYTES' ? ['a', 'b'] : [0, 1] }] },
      ] as const,
  ),
  ['POST /v2/repository/index', '/v2/repository/index', { ready: true }],
  ['POST /v2/repository/models/:model/load', '/v2/repository/models/intents/load', { parameters: {} }],
]

/** JSON that stands where something else should. */
const WRONG_JSON: readonly string[] = [
  ...'null true false 0 -0 -1 1.5 1e999 -1e999 1e308 9007199254740993 18446744073709551616 99999999999999999999999'.split(
    ' ',
  ),
  ...[
    '""',
    '"__proto__"',
    '"constructor"',
    '"\\u0000"',
    '"\\ud800"',
    '"NaN"',
    '"../../etc/passwd"',
    '"INT64"',
  ],
  ...[
    '[]',
    '{}',
    '[[]]',
    '[null]',
    '[-1]',
    '[0]',
    '[4294967296,4294967296]',
    '[1e308,1e308]',
    '[0,9007199254740991]',
  ],
  ...['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}'],
  ...['[2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2]', 'NaN', 'Infinity', 'undefined', '{', ']', '//', '{"a":1,"a":2}'],
  '['.repeat(5_000),
  `${'['.repeat(20)}${']'.repeat(20)}`,
  `"${'a'.repeat(3_000)}"`,
  `[${Array(2_000).fill('"a"')}]`,
]

const HEADERS: readonly (readonly [name: string, values: readonly string[]])[] = [
  [
    'content-type',
    [
      'application/json',
      'application/octet-stream',
      'application/x-ndjson',
      'text/plain',
      'x',
      ';',
      'a/b;charset=x',
    ],
  ],
  ['inference-header-content-length', ['0', '1', '-1', '10', '99999999999999999999', 'x', '1, 1', '1e1', '']],
  ['content-encoding', ['gzip', 'deflate', 'br', 'gzip, gzip', 'identity', '__proto__', 'constructor', '']],
  ['accept-encoding', ['gzip', '*', 'gzip;q=0, *;q=0', ';;;', 'deflate']],
]

const NAMES = [
  'nope',
  '__proto__',
  'constructor',
  '%2e%2e%2f',
  '..%5c',
  '%00',
  'a%2Fb',
  '%F0%9F%98%80',
  'stats',
  '%25',
]

/** One hostile request; the same draws give the same request. */
export function hostileRequest(random: RandomGenerator): HostileRequest {
  const pick = <T>(values: readonly T[]): T => values[random.integer(values.length)] as T
  const chance = (share: number) => random.next() < share
  const [route, path, good] = pick(GOOD)
  let body: Buffer = Buffer.from(wrongJson(JSON.stringify(good), pick, random))
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (chance(0.2)) {
    headers['inference-header-content-length'] = String(body.length)
    const bytes = Buffer.from(Array.from({ length: random.integer(40) }, () => random.integer(256)))
    body = Buffer.concat([body, bytes])
  }
  if (chance(0.2)) body = damaged(body, random)
  if (chance(0.1)) {
    headers['content-encoding'] = pick(['gzip', 'deflate'])
    body = headers['content-encoding'] === 'gzip' ? gzipSync(body) : deflateSync(body)
    if (chance(0.3)) body = damaged(body, random)
  }
  if (chance(0.2)) {
    const [name, values] = pick(HEADERS)
    headers[name] = pick(values)
  }
  if (chance(0.05))
    return { route, method: 'POST', url: path.replace(/[^/]+(?=\/\w+$)/, pick(NAMES)), headers, body }
  const query = chance(0.05)
    ? pick(['?model=intents', '?top_k=1&top_k=2', '?%', '?__proto__=1', '?priority=-1'])
    : ''
  return { route, method: 'POST', url: path + query, headers, body }
}

/** Puts wrong JSON in the place of one to three values, or a member more into an object. */
function wrongJson(json: string, pick: <T>(values: readonly T[]) => T, random: RandomGenerator): string {
  let wrong = json
  for (let times = random.integer(4); times > 0; times--) {
    const values = Array.from(
      wrong
        .slice(0, 4_000)
        .matchAll(/"(?:[^"\\]|\\.)*"(?!:)|-?\d[\d.e+]*|\[[^[\]]*\]|\{[^{}]*\}|true|false/g),
    )
    const value = values[random.integer(Math.max(1, values.length))]
    if (!value) return wrong
    const start = value.index
    const end = start + value[0].length
    const isObject = value[0].startsWith('{') && random.next() < 0.5
    const replacement = isObject
      ? `{${pick(['"__proto__"', '"data"', '"parameters"', '"binary_data_size"', '"x"'])}:${pick(WRONG_JSON)}${value[0] === '{}' ? '' : ','}${value[0].slice(1)}`
      : pick(WRONG_JSON)
    wrong = wrong.slice(0, start) + replacement + wrong.slice(end)
  }
  return wrong
}

/** Changes, cuts or adds some bytes. */
function damaged(body: Buffer, random: RandomGenerator): Buffer {
  const bytes = Buffer.from(body)
  for (let times = 1 + random.integer(4); times > 0 && bytes.length > 0; times--) {
    bytes[random.integer(bytes.length)] = random.integer(256)
  }
  const kind = random.integer(3)
  if (kind === 0) return bytes.subarray(0, random.integer(bytes.length + 1))
  return kind === 1 ? Buffer.concat([bytes, bytes.subarray(0, random.integer(20))]) : bytes
}
