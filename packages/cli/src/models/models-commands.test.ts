import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { modelsListCommand } from '../commands/models-list.ts'
import { modelsLoadCommand } from '../commands/models-load.ts'
import { modelsRollbackCommand } from '../commands/models-rollback.ts'
import { modelsUnloadCommand } from '../commands/models-unload.ts'
import type { Output } from '../output.ts'

/** What the repository says next, and what it was asked. */
let answer: { status: number; json: unknown }
let asked: { url: string; key: string | undefined; body: unknown }[]
let folder: string
let server: string
let printed: string[]

const http = createServer(async (request, response) => {
  const chunks = await request.toArray()
  const { url = '', headers } = request
  asked.push({ url, key: headers.authorization, body: JSON.parse(Buffer.concat(chunks).toString()) })
  const { status, json } = url.endsWith('/index') ? { status: 200, json: VERSIONS } : answer
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
})

const version = (number: string, state: string, reason = '') => ({
  ...{ name: 'intents', version: number, state, reason },
})
const VERSIONS = [
  version('10', 'READY'),
  version('9', 'UNAVAILABLE', 'not loaded'),
  version('2', 'UNAVAILABLE', 'not loaded'),
  { name: 'alone', version: '1', state: 'READY', reason: '' },
  { name: 'off', version: '1', state: 'UNAVAILABLE', reason: 'unloaded' },
]
const output: Output = {
  ...{ json: false, terminal: false, note: () => undefined, redraw: () => undefined, emit: () => undefined },
  print: (line) => void printed.push(line),
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-models-'))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  server = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
})
beforeEach(() => {
  answer = { status: 200, json: {} }
  asked = []
  printed = []
})
afterAll(async () => {
  http.close()
  await rm(folder, { recursive: true })
})

describe('textgate models', () => {
  test('lists versions in their order', async () => {
    await modelsListCommand({ server }, output)
    expect(printed.map((line) => line.split(/\s+/).slice(0, 3))).toEqual([
      ['model', 'version', 'state'],
      ['alone', '1', 'READY'],
      ['intents', '2', 'UNAVAILABLE'],
      ['intents', '9', 'UNAVAILABLE'],
      ['intents', '10', 'READY'],
      ['off', '1', 'UNAVAILABLE'],
    ])
  })

  test('loads and unloads with the key of a file, under an address with a path', async () => {
    const keyFile = join(folder, 'key')
    await writeFile(keyFile, 'secret\n')
    const options = { server: `${server}/behind/a/proxy`, keyFile }
    await modelsLoadCommand(options, output, ['in tents'])
    await modelsLoadCommand({ ...options, to: '3' }, output, ['intents'])
    await modelsUnloadCommand(options, output, ['intents'])
    const [path, key] = ['/behind/a/proxy/v2/repository/models', 'Bearer secret']
    expect(asked).toEqual([
      { url: `${path}/in%20tents/load`, key, body: {} },
      { url: `${path}/intents/load`, key, body: { parameters: { version: '3' } } },
      { url: `${path}/intents/unload`, key, body: {} },
    ])
  })

  test('goes back to the version before the one that answers, by number, or to the one that is named', async () => {
    await modelsRollbackCommand({ server }, output, ['intents'])
    await modelsRollbackCommand({ server, to: '2' }, output, ['intents'])
    const loads = asked.filter(({ url }) => url.endsWith('/load'))
    expect(loads.map(({ body }) => body)).toEqual([
      { parameters: { version: '9' } },
      { parameters: { version: '2' } },
    ])
  })

  test.each([
    ['alone', /MODEL_NOT_FOUND: model alone has no version before 1/],
    ['off', /MODEL_NOT_FOUND: the server offers no model off/],
    ['nothing', /MODEL_NOT_FOUND: the server offers no model nothing/],
  ])('says why there is nothing to go back to: %s', async (name, message) => {
    await expect(modelsRollbackCommand({ server }, output, [name])).rejects.toThrow(message)
  })

  test.each([
    [403, 'FORBIDDEN: the key may not load models'],
    [403, 'MODEL_CONTROL_OFF: this server does not load'],
    [409, 'MODEL_REFUSED: version 9 is not offered'],
    [401, 'UNAUTHORIZED: send a key'],
  ])('gives the error of the server as it is: %i %s', async (status, error) => {
    answer = { status, json: { error } }
    await expect(modelsRollbackCommand({ server }, output, ['intents'])).rejects.toMatchObject({
      ...{ code: error.split(':')[0], message: error },
    })
  })

  test('tells a server that is not there, or is another, by name', async () => {
    const gone = createServer()
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
    const { port } = gone.address() as AddressInfo
    await new Promise((resolve) => gone.close(resolve))
    await expect(modelsListCommand({ server: `http://127.0.0.1:${port}` }, output)).rejects.toThrow(
      /^SERVER_UNREACHABLE: .* does not answer \(.*ECONNREFUSED/,
    )
    answer = { status: 404, json: 'nothing here' }
    await expect(modelsLoadCommand({ server }, output, ['intents'])).rejects.toThrow(
      /^SERVER_UNREACHABLE: .*\/load answers 404, and not as a textgate server does/,
    )
  })

  test('refuses an address or a file of a key that is none', async () => {
    await expect(modelsListCommand({ server: 'localhost:8000' }, output)).rejects.toThrow(/^USAGE: --server/)
    const keyFile = join(folder, 'no such file')
    await expect(modelsListCommand({ server, keyFile }, output)).rejects.toThrow(/^USAGE: --key-file/)
  })
})
