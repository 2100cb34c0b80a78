import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { ServableBundle } from '@textgate/core'
import { writeServableBundle } from '@textgate/core/node'
import { loadClassifier } from '@textgate/serve'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleBundle } from '../../packages/serve/src/test/sample-bundle.ts'
import { sampleTexts } from '../../packages/serve/src/test/sample-texts.ts'
import { ROOT } from './support/workspace.ts'

let folder: string
let bundle: ServableBundle

beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'textgate-examples-')), 'messages')
  bundle = await sampleBundle()
  await writeServableBundle(folder, bundle)
})
afterAll(() => rm(join(folder, '..'), { recursive: true, force: true }))

function start(example: string, program: string, ...parameters: string[]): ChildProcess {
  return spawn(process.execPath, [program, ...parameters], {
    cwd: join(ROOT, 'examples', example),
    env: { ...process.env, TOKEN: 'hidden' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

describe('examples/fastify-server', () => {
  let server: ChildProcess
  let url: string
  beforeAll(async () => {
    server = start('fastify-server', 'server.mjs', folder, '0')
    const [line] = await once(server.stdout as NonNullable<ChildProcess['stdout']>, 'data')
    url = String(line).trim()
  })
  afterAll(() => server.kill('SIGKILL'))

  const post = (path: string, body: unknown, token = 'hidden') =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })

  test('answers by the model under its prefix, and by its own routes', async () => {
    const answer = await (await post('/models/v1/classify', { text: 'my refund' })).json()
    expect(answer).toMatchObject({ model: 'messages', predictions: [{}] })
    const { label, probability } = (answer as { predictions: [Record<string, unknown>] }).predictions[0]
    expect(await (await post('/tickets', { message: 'my refund' })).json()).toEqual({
      queue: label,
      probability,
    })
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ ok: true })
  })

  test('lets in its own callers alone, each part in its own shape of errors', async () => {
    const own = await post('/tickets', { message: 'a' }, 'wrong')
    expect([own.status, await own.json()]).toEqual([
      401,
      { statusCode: 401, error: 'Unauthorized', message: 'sign in first' },
    ])
    const model = await post('/models/v1/classify', { text: 'a' }, 'wrong')
    expect([model.status, await model.json()]).toEqual([
      401,
      { error: { code: 'UNAUTHORIZED', message: 'sign in first' } },
    ])
  })

  test('ends on SIGTERM', async () => {
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    expect((await ended)[0]).toBe(0)
    await expect(fetch(url)).rejects.toThrow()
  })
})

test('examples/in-process labels each line as the classifier does', async () => {
  const messages = sampleTexts(200).map((message) => message || 'refund')
  const program = start('in-process', 'route-messages.mjs', folder)
  program.stdin?.end(messages.join('\n'))
  const [output, [code]] = await Promise.all([
    text(program.stdout as NonNullable<ChildProcess['stdout']>),
    once(program, 'exit'),
  ])
  expect(code).toBe(0)
  const routed = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { message: string; label: string })
  const classifier = await loadClassifier(bundle)
  const expected = await classifier.classify(messages)
  await classifier.close()
  const labels = new Map(messages.map((message, i) => [message, expected[i]?.label]))
  expect(routed.map(({ message }) => message).sort()).toEqual([...messages].sort())
  for (const { message, label } of routed) expect(label).toBe(labels.get(message))
})
