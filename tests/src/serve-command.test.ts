import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeServableBundle } from '@textgate/core/node'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { otlpCollector } from '../../packages/serve/src/test/otlp-collector.ts'
import { sampleBundle } from '../../packages/serve/src/test/sample-bundle.ts'
import { textgate, textgateMain } from './run-textgate.ts'

const SECRET = 'refund for my grandmother'

let folder: string
let config: string
let key: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-serve-command-'))
  await writeServableBundle(join(folder, 'models/intents'), await sampleBundle())
  await mkdir(join(folder, 'etc'))
  const made = (await textgate(['keys', 'new', '--name', 'shop', '--json'])).json()
  key = String(made.key)
  await writeFile(join(folder, 'etc/keys.json'), JSON.stringify([made.entry]))
  config = join(folder, 'etc/serve.jsonc')
  await writeFile(
    config,
    '{ "folder": "../models", "keys": "keys.json", "workers": 1, /* free */ "port": 0 }',
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A command that serves, and what it has written so far. */
interface Served {
  readonly url: string
  readonly child: ChildProcess
  readonly written: { out: string; err: string }
  end(): Promise<number | null>
}

async function serve(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Served> {
  const child = spawn(process.execPath, [textgateMain, 'serve', '--json', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const written = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (written.out += chunk))
  child.stderr.on('data', (chunk) => (written.err += chunk))
  await expect.poll(() => written.out, { timeout: 60_000 }).toContain('\n')
  const end = async () => {
    const exited = once(child, 'close')
    child.kill('SIGTERM')
    return (await exited)[0] as number | null
  }
  return { url: JSON.parse(written.out.split('\n')[0] as string).url, child, written, end }
}

function classify({ url }: Served, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/v1/classify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close', 'x-api-key': key, ...headers },
    body: JSON.stringify({ text: SECRET }),
  })
}

function eventsOf({ written }: Served): Record<string, unknown>[] {
  return written.err
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}

describe.each(['processes', 'workers'])('textgate serve in the shape %s', (shape) => {
  test('serves what its file names, and tells in JSON how it is configured and what was asked, and no secret', async () => {
    const served = await serve(['--config', config, '--shape', shape, '--log', 'json'], {
      TEXTGATE_SERVE_MAX_TEXTS: '3',
    })
    expect((await classify(served, { 'x-request-id': 'order-7' })).status).toBe(200)
    expect((await classify(served, { 'x-api-key': 'tgk_wrong' })).status).toBe(401)
    expect(await served.end()).toBe(0)
    const events = eventsOf(served)
    expect(events[0]).toMatchObject({
      kind: 'configured',
      settings: {
        folder: { value: join(folder, 'models'), from: `${config}: folder` },
        keys: { value: join(folder, 'etc/keys.json'), from: `${config}: keys` },
        maxTexts: { value: 3, from: 'TEXTGATE_SERVE_MAX_TEXTS' },
        shape: { value: shape, from: '--shape' },
        threads: { value: 1, from: 'default' },
      },
    })
    const request = { kind: 'request', method: 'POST', url: '/v1/classify' }
    expect(events).toContainEqual(
      expect.objectContaining({
        ...request,
        status: 200,
        requestId: 'order-7',
        caller: 'shop',
        model: 'intents',
        texts: 1,
      }),
    )
    expect(events).toContainEqual(expect.objectContaining({ ...request, status: 401 }))
    expect(served.written.err).not.toContain('grandmother')
    expect(served.written.err).not.toContain(key)
    expect(served.written.err).not.toContain('tgk_wrong')
  })

  test('sends traces where OpenTelemetry is told of a collector', async () => {
    const collector = await otlpCollector()
    onTestFinished(collector.close)
    const served = await serve(['--config', config, '--shape', shape], {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_SERVICE_NAME: 'intents-of-the-shop',
    })
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    expect((await classify(served, { traceparent: `00-${traceId}-b7ad6b7169203331-01` })).status).toBe(200)
    expect(await served.end()).toBe(0)
    expect(collector.spans.map(({ name }) => name).sort()).toEqual([
      'POST /v1/classify',
      'textgate.compute',
      'textgate.queue',
    ])
    for (const span of collector.spans)
      expect(span).toMatchObject({ traceId, service: 'intents-of-the-shop' })
    expect(collector.bodies.join()).not.toContain('grandmother')
  })
})

test('the shape follows from what the models cost, and the log says why', async () => {
  const served = await serve(['--config', config])
  expect(await served.end()).toBe(0)
  expect(eventsOf(served)).toContainEqual(
    expect.objectContaining({
      kind: 'shape-chosen',
      shape: 'processes',
      reason: expect.stringContaining('intents'),
    }),
  )
})

test('--print-config says who gave each value, and serves nothing', async () => {
  const run = await textgate(['serve', '--config', config, '--print-config'])
  expect(run.code).toBe(0)
  expect(run.stdout).toMatch(new RegExp(`^keys +${join(folder, 'etc/keys.json')} +${config}: keys$`, 'm'))
  const json = (await textgate(['serve', 'x', '--print-config', '--port', '7', '--json'])).json()
  expect(json).toMatchObject({ configuration: { port: { value: 7, from: '--port' } } })
})

test('text that is asked for in the log is there, with a line a request', async () => {
  const served = await serve(['--config', config, '--log', 'text', '--log-texts'])
  await classify(served, { 'x-request-id': 'r1' })
  await served.end()
  expect(served.written.err).toContain(`texts requestId=r1 model=intents version=1 texts=["${SECRET}"]`)
  expect(served.written.err).toMatch(/POST \/v1\/classify 200 \d+\.\dms requestId=r1 model=intents/)
})

test.each([
  [{ TEXTGATE_SERVE_PROT: '1' }, 2, /CONFIG_INVALID: the variable TEXTGATE_SERVE_PROT/],
  [{ TEXTGATE_SERVE_PORT: 'tcp://10.0.0.1:80' }, 2, /TEXTGATE_SERVE_PORT must be an integer/],
  [{ TEXTGATE_SERVE_FOLDER: '/nowhere' }, 1, /BUNDLE_NOT_FOUND: \/nowhere/],
])('%j ends the start with %i', async (env, code, message) => {
  const run = await textgate(['serve'], { env })
  expect(run.code).toBe(code)
  expect(run.stderr).toMatch(message)
})
