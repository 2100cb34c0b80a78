import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { chooseShape } from '../processes/choose-shape.ts'
import { startServerProcesses } from '../processes/start-server-processes.ts'
import { startServer } from '../server.ts'
import type { ServerEvent } from '../server-event.ts'
import type { ServerOptions } from '../server-settings.ts'
import { newModelsFolder, publishVersion, removeModelsFolders } from '../test/models-folder.ts'
import { sampleBundle } from '../test/sample-bundle.ts'

afterAll(removeModelsFolders)

const SHAPES = {
  inline: (options: ServerOptions) => startServer({ ...options, execution: 'inline' }),
  workers: (options: ServerOptions) => startServer({ ...options, workers: 1 }),
  processes: (options: ServerOptions) => startServerProcesses(options, 2),
}

/** A folder with so many versions, of which the given ones are broken. */
async function versions(count: number, broken: readonly number[]): Promise<string> {
  const root = await newModelsFolder()
  for (let version = 1; version <= count; version++) {
    await publishVersion(root, 'intents', version, await sampleBundle({ seed: version }))
    if (broken.includes(version)) await breakVersion(root, version)
  }
  return root
}

async function breakVersion(root: string, version: number): Promise<void> {
  await writeFile(join(root, 'intents', String(version), 'tokenizer.json'), '{}')
}

async function post<Answer = Record<string, unknown>>(url: string, body: object) {
  const headers = { 'content-type': 'application/json', connection: 'close' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, json: (await response.json()) as Answer }
}

test.each(Object.keys(SHAPES) as (keyof typeof SHAPES)[])(
  'a server of shape %s starts with the highest version that is fit, tells why, and takes the next one that is',
  async (shape) => {
    const folder = await versions(3, [2, 3])
    const events: ServerEvent[] = []
    const log = (event: ServerEvent) => void events.push(event)
    const server = await SHAPES[shape]({ folder, port: 0, allowControl: true, log })
    const offered = async () => (await post(`${server.url}/v1/classify`, { text: 'refund' })).json.version
    expect(await offered()).toBe('1')
    const refusals = events.filter(({ kind }) => kind === 'model-refused')
    expect(refusals).toEqual([
      expect.objectContaining({ version: '3', reason: expect.stringContaining('BUNDLE_FILE_TAMPERED') }),
      expect.objectContaining({ version: '2' }),
    ])
    expect((await post(`${server.url}/v2/repository/index`, {})).json).toEqual([
      { name: 'intents', version: '1', state: 'READY', reason: '' },
      expect.objectContaining({ version: '2', state: 'UNAVAILABLE' }),
      expect.objectContaining({ version: '3', reason: expect.stringContaining('BUNDLE_FILE_TAMPERED') }),
    ])
    await publishVersion(folder, 'intents', 4, await sampleBundle({ seed: 4 }))
    expect((await post(`${server.url}/v2/repository/models/intents/load`, {})).status).toBe(200)
    expect(await offered()).toBe('4')
    await server.close()
  },
)

test('its shape is chosen by the version that it starts with', async () => {
  const folder = await versions(2, [2])
  expect(await chooseShape({ folder })).toMatchObject({ shape: 'processes' })
})

test.each([
  ['where there is no other version', 1, [1], {}],
  ['where none is fit', 2, [1, 2], {}],
  ['where the broken one is pinned', 2, [2], { pinned: { intents: '2' } }],
])(
  'a server does not start %s, and says what is wrong with the one that was to be',
  async (_, count, broken, settings) => {
    const folder = await versions(count, broken)
    const options = { folder, port: 0, ...settings }
    const refused = { code: 'BUNDLE_FILE_TAMPERED', message: expect.stringContaining(`/intents/${count}/`) }
    await expect(startServer({ ...options, workers: 1 })).rejects.toMatchObject(refused)
    await expect(startServerProcesses(options, 1)).rejects.toMatchObject(refused)
    await expect(chooseShape(options)).rejects.toMatchObject(refused)
  },
)

test('of several versions it offers those that are fit', async () => {
  const folder = await versions(3, [3])
  const server = await startServer({ folder, port: 0, versions: 2, execution: 'inline', allowControl: true })
  const index = `${server.url}/v2/repository/index`
  const { json } = await post<{ version: string }[]>(index, { ready: true })
  expect(json.map(({ version }) => version)).toEqual(['1', '2'])
  await server.close()
})
