import { once } from 'node:events'
import { connect } from 'node:net'
import type { Prediction } from '@textgate/core'
import { afterAll, expect, test, vi } from 'vitest'
import type { ServerEvent } from '../server-event.ts'
import { childProcesses } from '../test/child-processes.ts'
import { sampleBundle } from '../test/sample-bundle.ts'
import { removeBundles, writeBundles } from '../test/test-server.ts'
import { startServerProcesses } from './start-server-processes.ts'

afterAll(removeBundles)

async function start(processes: number, events: ServerEvent[] = []) {
  const folder = await writeBundles({ intents: await sampleBundle() })
  const log = (event: ServerEvent) => void events.push(event)
  return startServerProcesses({ folder, port: 0, log }, processes)
}

/** One request on a connection of its own, as a new caller makes it. */
async function ask(url: string, text = 'refund'): Promise<Prediction> {
  const response = await fetch(`${url}/v1/classify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ text }),
  })
  expect(response.status).toBe(200)
  const { predictions } = (await response.json()) as { predictions: [Prediction] }
  return predictions[0]
}

test('all processes answer on one port, and alike', async () => {
  const server = await start(2)
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask(server.url)))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  await server.close()
  await expect(fetch(server.url)).rejects.toThrow()
})

// Linux alone tells the ids of a process's children.
test.skipIf(process.platform !== 'linux')(
  'one that ends is replaced, and the others answer meanwhile',
  async () => {
    const events: ServerEvent[] = []
    const before = new Set(childProcesses())
    const server = await start(2, events)
    const [first] = childProcesses().filter((pid) => !before.has(pid))
    process.kill(first as number, 'SIGKILL')
    await expect.poll(() => events.map(({ kind }) => kind)).toContain('worker-lost')
    await ask(server.url)
    await expect.poll(() => events.map(({ kind }) => kind), { timeout: 20_000 }).toContain('worker-replaced')
    await ask(server.url)
    await server.close()
  },
)

test.skipIf(process.platform !== 'linux')(
  'connections that one was given and had not taken when it was killed are answered by the others',
  async () => {
    const before = new Set(childProcesses())
    const server = await start(2)
    const [first] = childProcesses().filter((pid) => !before.has(pid))
    process.kill(first as number, 'SIGSTOP')
    const answers = Array.from({ length: 4 }, () => ask(server.url))
    await Promise.race(answers) // by the one that goes on, after all connections were shared out
    process.kill(first as number, 'SIGKILL')
    await Promise.all(answers)
    await server.close()
  },
)

test('one that retires answers what comes on its connections, once each, and takes no new ones', async () => {
  const server = await start(1)
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname).setEncoding('utf8')
  let received = ''
  socket.on('data', (text: string) => {
    received += text
  })
  socket.write('GET /v2 HTTP/1.1\r\nhost: x\r\n\r\n')
  await expect.poll(() => received).toMatch(/200 OK/)
  received = ''
  const retired = server.retire()
  await expect
    .poll(() =>
      // One that comes while the only process leaves is neither answered nor refused.
      fetch(server.url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(500) }).then(
        () => 'open',
        () => 'refused',
      ),
    )
    .toBe('refused')
  const closed = once(socket, 'close')
  socket.write('GET /v2 HTTP/1.1\r\nhost: x\r\n\r\n')
  await closed
  expect(received).toMatch(/^HTTP\/1.1 200 .*connection: close/is)
  await retired
})

test('a model that does not load fails the start with its own error', async () => {
  await expect(startServerProcesses({ folder: '/nowhere', port: 0 }, 2)).rejects.toMatchObject({
    code: 'BUNDLE_NOT_FOUND',
  })
  await expect(startServerProcesses({ folder: '/nowhere' }, 0)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  })
})

test('a server whose first process fails never begins to look at its models folder', async () => {
  const foreign = await sampleBundle({ tokenizer: { lowercase: false } })
  const folder = await writeBundles({ mixed: { ...(await sampleBundle()), onnx: foreign.onnx } })
  const started = vi.spyOn(globalThis, 'setInterval')
  const watchSeconds = 4321
  await expect(startServerProcesses({ folder, port: 0, watchSeconds }, 2)).rejects.toMatchObject({
    code: 'BUNDLE_FILE_TAMPERED',
  })
  expect(started.mock.calls.map(([, ms]) => ms)).not.toContain(watchSeconds * 1000)
  const whole = await writeBundles({ intents: await sampleBundle() })
  const server = await startServerProcesses({ folder: whole, port: 0, watchSeconds }, 1)
  expect(started.mock.calls.map(([, ms]) => ms)).toContain(watchSeconds * 1000)
  await server.close()
  vi.restoreAllMocks()
})
