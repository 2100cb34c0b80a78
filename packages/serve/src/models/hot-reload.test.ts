import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { startServerProcesses } from '../processes/start-server-processes.ts'
import { startServer, type TextgateServer } from '../server.ts'
import type { ServerEvent } from '../server-event.ts'
import type { ServerSettings } from '../server-settings.ts'
import { childProcesses } from '../test/child-processes.ts'
import { newModelsFolder, publishVersion, removeModelsFolders } from '../test/models-folder.ts'
import { sampleBundle } from '../test/sample-bundle.ts'

afterAll(removeModelsFolders)

const SHAPES = {
  workers: (folder: string, settings: ServerSettings) =>
    startServer({ folder, port: 0, workers: 1, ...settings }),
  processes: (folder: string, settings: ServerSettings) =>
    startServerProcesses({ folder, port: 0, ...settings }, 2),
}

async function start(shape: keyof typeof SHAPES, settings: ServerSettings = {}) {
  const root = await newModelsFolder()
  await publishVersion(root, 'intents', 1, await sampleBundle())
  const events: ServerEvent[] = []
  const log = (event: ServerEvent) => void events.push(event)
  const server = await SHAPES[shape](root, { allowControl: true, log, ...settings })
  return { root, events, server, post: posting(server) }
}

function posting({ url }: TextgateServer) {
  return async (path: string, body: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(body),
    })
    return { status: response.status, json: (await response.json()) as Record<string, unknown> }
  }
}

describe.each(['workers', 'processes'] as const)('a server of shape %s', (shape) => {
  test('takes up a new version that it is told of, and no request is lost meanwhile', async () => {
    const { root, server, post } = await start(shape)
    let isDone = false
    const statuses: number[] = []
    const versions = new Set<unknown>()
    const asking = async () => {
      while (!isDone) {
        const { status, json } = await post('/v1/classify', { text: 'refund' })
        statuses.push(status)
        versions.add(json.version)
      }
    }
    const asked = [asking(), asking()]
    await publishVersion(root, 'intents', 2, await sampleBundle({ labels: ['new', 'newer'], seed: 2 }))
    expect(await post('/v2/repository/models/intents/load', {})).toMatchObject({ status: 200 })
    const { json } = await post('/v1/classify', { text: 'refund' })
    isDone = true
    await Promise.all(asked)
    expect(json.version).toBe('2')
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(versions).toContain('1')
    await server.close()
  })

  test('refuses a version whose files were changed, says why, and goes on with the one before', async () => {
    const { root, events, server, post } = await start(shape)
    await publishVersion(root, 'intents', 2, await sampleBundle({ seed: 2 }))
    await writeFile(join(root, 'intents', '2', 'tokenizer.json'), '{}')
    const refusal = await post('/v2/repository/models/intents/load', {})
    expect(refusal.status).toBe(409)
    expect(refusal.json.error).toMatch(/^MODEL_REFUSED: version 2 of model intents.*BUNDLE_FILE_TAMPERED/)
    expect(events).toContainEqual(expect.objectContaining({ kind: 'model-refused', version: '2' }))
    expect((await post('/v1/classify', { text: 'refund' })).json.version).toBe('1')
    expect((await post('/v2/repository/index', {})).json).toContainEqual(
      expect.objectContaining({ name: 'intents', version: '2', state: 'UNAVAILABLE' }),
    )
    await server.close()
  })

  test('goes back to a version that is named, stays there though a process is killed, and follows the folder again', async () => {
    const { root, events, server, post } = await start(shape)
    const load = (parameters: object) => post('/v2/repository/models/intents/load', { parameters })
    const offered = async () => (await post('/v1/classify', { text: 'refund' })).json.version
    await publishVersion(root, 'intents', 2, await sampleBundle({ seed: 2 }))
    await load({})
    expect(await offered()).toBe('2')
    expect(await load({ version: '1' })).toMatchObject({ status: 200 })
    expect(await offered()).toBe('1')
    expect((await post('/v2/repository/index', {})).json).toEqual([
      { name: 'intents', version: '1', state: 'READY', reason: '' },
      { name: 'intents', version: '2', state: 'UNAVAILABLE', reason: 'not loaded' },
    ])

    await publishVersion(root, 'intents', 3, await sampleBundle({ seed: 3 }))
    await load({ version: '1' })
    for (const pid of childProcesses()) process.kill(pid, 'SIGKILL')
    await expect
      .poll(() => events.filter(({ kind }) => kind === 'worker-replaced').length, { timeout: 60_000 })
      .toBeGreaterThan(0)
    expect(await offered()).toBe('1')
    expect(await load({})).toMatchObject({ status: 200 })
    expect(await offered()).toBe('3')
    await server.close()
  })

  test('tells why it does not go back, and goes on with the version that it has', async () => {
    const { root, server, post } = await start(shape)
    const load = (version: unknown) => post('/v2/repository/models/intents/load', { parameters: { version } })
    expect((await load('7')).json.error).toMatch(/^MODEL_NOT_FOUND: model intents has no version 7/)
    expect((await load(1)).json.error).toMatch(/^REQUEST_INVALID: the parameter version must be a string/)
    await publishVersion(root, 'intents', 2, await sampleBundle({ seed: 2 }))
    await writeFile(join(root, 'intents', '2', 'tokenizer.json'), '{}')
    expect((await load('2')).json.error).toMatch(/^MODEL_REFUSED: version 2 of model intents/)
    expect((await post('/v1/classify', { text: 'refund' })).json.version).toBe('1')
    // A version that was refused is not held: what comes next is taken.
    await publishVersion(root, 'intents', 3, await sampleBundle({ seed: 3 }))
    await post('/v2/repository/models/intents/load', {})
    expect((await post('/v1/classify', { text: 'refund' })).json.version).toBe('3')
    await server.close()
  })

  test('compares a new version with the one before it on the texts that it was asked', async () => {
    const { root, events, server, post } = await start(shape, { requireAgreement: 0.9, recentTexts: 3 })
    const load = () => post('/v2/repository/models/intents/load', {})
    await publishVersion(root, 'intents', 2, await sampleBundle({ labels: ['a', 'b', 'c', 'd'] }))
    await load()
    expect(events).toContainEqual({
      ...{ kind: 'model-compared', model: 'intents', version: '2', with: '1', texts: 0 },
    })
    for (const text of ['refund', 'parcel', '退款', 'invoice']) await post('/v1/classify', { text })
    await publishVersion(root, 'intents', 3, await sampleBundle({ labels: ['e', 'f', 'g', 'h'] }))
    const refusal = await load()
    expect(refusal.json.error).toMatch(
      /answers 0\.0 % of 3 texts as version 2 does, and 90\.0 % are required/,
    )
    await rm(join(root, 'intents', '3'), { recursive: true })
    await publishVersion(root, 'intents', 4, await sampleBundle({ labels: ['a', 'b', 'c', 'd'], seed: 1 }))
    expect((await load()).status).toBe(200)
    expect(events).toContainEqual({
      ...{ kind: 'model-compared', model: 'intents', version: '4', with: '2', texts: 3, share: 1 },
    })
    expect(JSON.stringify(events)).not.toContain('退款')
    await server.close()
  })
})

test('a watched folder is taken up by itself, and so is one that was unloaded when it is loaded again', async () => {
  const { root, server, post } = await start('workers', { watchSeconds: 1 })
  await publishVersion(root, 'other', 7, await sampleBundle({ labels: ['yes', 'no'] }))
  await expect
    .poll(async () => (await post('/v1/classify', { text: 'a', model: 'other' })).json.version, {
      timeout: 30_000,
    })
    .toBe('7')
  await post('/v2/repository/models/other/unload', {})
  expect((await post('/v1/classify', { text: 'a', model: 'other' })).status).toBe(404)
  await post('/v2/repository/models/other/load', {})
  expect((await post('/v1/classify', { text: 'a', model: 'other' })).status).toBe(200)
  await server.close()
})

test('a version that answers too many texts otherwise than the one before it is refused', async () => {
  const texts = join(await newModelsFolder(), 'texts.txt')
  await writeFile(texts, 'where is my parcel\nI want a refund\n我要退款\n42\n')
  const agreement = { agreementTexts: texts, requireAgreement: 0.98 }
  const { root, server, post } = await start('workers', agreement)
  await publishVersion(root, 'intents', 2, await sampleBundle({ labels: ['a', 'b', 'c', 'd'] }))
  const refusal = await post('/v2/repository/models/intents/load', {})
  expect(refusal.json.error).toMatch(/answers 0\.0 % of 4 texts as version 1 does, and 98\.0 % are required/)
  await publishVersion(root, 'intents', 3, await sampleBundle())
  await rm(join(root, 'intents', '2'), { recursive: true })
  expect((await post('/v2/repository/models/intents/load', {})).status).toBe(200)
  expect((await post('/v1/classify', { text: 'refund' })).json.version).toBe('3')
  await server.close()
})

test('several versions are offered side by side, and a pinned one stays', async () => {
  const root = await newModelsFolder()
  for (const version of [1, 2, 10])
    await publishVersion(root, 'intents', version, await sampleBundle({ seed: version }))
  const both = await startServer({ folder: root, port: 0, workers: 1, versions: 2 })
  const ask = posting(both)
  expect((await ask('/v1/classify', { text: 'a' })).json.version).toBe('10')
  expect((await ask('/v1/classify', { text: 'a', version: '2' })).json.version).toBe('2')
  expect((await ask('/v1/classify', { text: 'a', version: '1' })).status).toBe(404)
  await both.close()
  const pinned = await startServer({ folder: root, port: 0, workers: 1, pinned: { intents: '1' } })
  expect((await posting(pinned)('/v1/classify', { text: 'a' })).json.version).toBe('1')
  await pinned.close()
})

test.each(['inline', 'workers'] as const)(
  'a server whose models run %s may close right after a new version came, while the one before still answers',
  async (execution) => {
    const root = await newModelsFolder()
    await publishVersion(root, 'intents', 1, await sampleBundle())
    const options = { folder: root, port: 0, workers: 1, execution, allowControl: true }
    const server = await startServer(options)
    await publishVersion(root, 'intents', 2, await sampleBundle({ seed: 2 }))
    expect((await posting(server)('/v2/repository/models/intents/load', {})).status).toBe(200)
    const unhandled: unknown[] = []
    const hear = (error: unknown) => void unhandled.push(error)
    process.on('unhandledRejection', hear)
    await server.close()
    await setTimeout(1_500) // longer than a version that was replaced goes on
    process.off('unhandledRejection', hear)
    expect(unhandled).toEqual([])
  },
)
