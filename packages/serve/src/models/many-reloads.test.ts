import { readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { startServerProcesses } from '../processes/start-server-processes.ts'
import { startServer } from '../server.ts'
import type { ServerOptions } from '../server-settings.ts'
import { childProcesses } from '../test/child-processes.ts'
import { newModelsFolder, publishVersion, removeModelsFolders } from '../test/models-folder.ts'
import { sampleBundle } from '../test/sample-bundle.ts'

afterAll(removeModelsFolders)

const RELOADS = 20
/** Reloads after which what is allocated once is there. */
const SETTLED = 8
/** Far beyond what heaps go up and down by, and far below what 12 sessions of ONNX Runtime that stay would take. */
const MEMORY_MIB = 100

const SHAPES = {
  processes: (options: ServerOptions) => startServerProcesses(options, 1),
  workers: (options: ServerOptions) => startServer({ ...options, workers: 1 }),
  inline: (options: ServerOptions) => startServer({ ...options, execution: 'inline' }),
}

/** What this process holds, in which the server, or its supervisor, runs. */
function holdings() {
  const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return {
    children: childProcesses().length,
    handles: readdirSync('/proc/self/fd').length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    memoryMiB: Number(kibibytes) / 1024,
  }
}

// Linux alone tells these things.
describe.skipIf(process.platform !== 'linux').each(['processes', 'workers', 'inline'] as const)(
  `a server of shape %s that gets ${RELOADS} versions`,
  (shape) => {
    test('has no more processes, handles, listeners, series of metrics and memory than after a few', async () => {
      const bundles = await Promise.all([1, 2].map((seed) => sampleBundle({ seed })))
      const root = await newModelsFolder()
      const publish = (version: number) =>
        publishVersion(root, 'intents', version, bundles[version % 2] as (typeof bundles)[0])
      await publish(1)
      const server = await SHAPES[shape]({ folder: root, port: 0, allowControl: true })
      const ask = async (path: string, body: object) => {
        const response = await fetch(`${server.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', connection: 'close' },
          body: JSON.stringify(body),
        })
        expect(response.status).toBe(200)
        return response.text()
      }
      const seriesOfVersions = async () => {
        const response = await fetch(`${server.url}/metrics`, { headers: { connection: 'close' } })
        const text = await response.text()
        return new Set([...text.matchAll(/version="(\d+)"/g)].map(([, version]) => version)).size
      }
      let settled = holdings()
      for (let reload = 1; reload <= RELOADS; reload++) {
        await publish(reload + 1)
        await ask('/v2/repository/models/intents/load', {})
        await ask('/v1/classify', { text: 'refund' })
        await rm(`${root}/intents/${reload}`, { recursive: true })
        if (reload === SETTLED) settled = await atRest()
      }
      expect(await seriesOfVersions()).toBeLessThanOrEqual(2)
      const last = await atRest()
      expect(last.children).toBeLessThanOrEqual(settled.children)
      expect(last.listeners).toBeLessThanOrEqual(settled.listeners)
      expect(last.handles).toBeLessThanOrEqual(settled.handles + 5)
      expect(last.memoryMiB - settled.memoryMiB).toBeLessThan(MEMORY_MIB)
      await server.close()
    })
  },
)

/** What is held once the processes that were replaced have ended: one is left, and none where models run here. */
async function atRest() {
  await expect.poll(() => childProcesses().length, { timeout: 60_000 }).toBeLessThanOrEqual(1)
  return holdings()
}
