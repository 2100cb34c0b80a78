import { expect, test } from 'vitest'
import { type LogEvent, serverLog } from './server-log.ts'

const REQUEST: LogEvent = {
  ...{ kind: 'request', method: 'POST', url: '/v1/classify', status: 200, ms: 1.234, requestId: 'a/7' },
  ...{ model: 'intents', version: '3', texts: 2, caller: 'the shop' },
}

function logged(format: 'json' | 'text', ...events: LogEvent[]): string[] {
  const written: string[] = []
  const log = serverLog(format, (text) => written.push(text))
  for (const event of events) log?.write(event)
  log?.flush()
  return written
}

test('what comes at one time is written at once, a line an event', () => {
  const [text = '', ...others] = logged('json', REQUEST, { kind: 'closing' })
  expect(others).toEqual([])
  const lines = text.trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), ...REQUEST },
    { time: expect.any(String), kind: 'closing' },
  ])
})

test('lines are written without being asked to, once the event loop has gone round', async () => {
  const written: string[] = []
  serverLog('text', (text) => written.push(text))?.write({ kind: 'closing' })
  expect(written).toEqual([])
  await expect.poll(() => written).toHaveLength(1)
})

test('a line for people begins with time, request and status, and quotes what is no single word', () => {
  const [text] = logged('text', REQUEST)
  expect(text).toMatch(
    /^\S+Z POST \/v1\/classify 200 1\.2ms requestId=a\/7 model=intents version=3 texts=2 caller="the shop"\n$/,
  )
  const call = {
    kind: 'call',
    path: '/inference.S/ModelInfer',
    status: 'OK',
    ms: 20,
    requestId: 'b',
  } as const
  expect(logged('text', call)[0]).toMatch(/Z gRPC \/inference\.S\/ModelInfer OK 20\.0ms requestId=b\n$/)
})

test('nothing that an event holds can begin a line of its own', () => {
  const forged: LogEvent = { kind: 'worker-lost', reason: 'a\n2026-01-01 POST /x 200' }
  for (const format of ['json', 'text'] as const)
    expect(logged(format, forged)[0]?.trimEnd().split('\n')).toHaveLength(1)
})

test('off makes no log, so that the server makes no events', () => {
  expect(serverLog('off', () => undefined)).toBeUndefined()
})
