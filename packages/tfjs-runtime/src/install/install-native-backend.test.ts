import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nativeFolder } from '../native/native-folder.ts'
import { readNativeRecord, writeNativeRecord } from '../native/native-record.ts'
import {
  archiveOf,
  brokenLibrary,
  fakeNpm,
  hollowLibrary,
  leftIn,
  whyNoInstall,
} from '../testing/install-fixture.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { installFromSources, installNativeBackend } from './install-native-backend.ts'
import type { InstallEvent } from './install-step.ts'
import { namedSource } from './named-source.ts'
import { officialArchive } from './official-archive.ts'
import { pipWheel } from './pip-wheel.ts'

const obstacle = whyNoInstall()
if (obstacle !== undefined) console.log(`tests of the installation skipped: ${obstacle}`)

const npmBefore = process.env.npm_execpath
const servers: Server[] = []

beforeAll(async () => {
  process.env.npm_execpath = await fakeNpm()
})

afterAll(() => {
  if (npmBefore === undefined) delete process.env.npm_execpath
  else process.env.npm_execpath = npmBefore
  for (const server of servers) server.close()
})

/** Starts a mirror; gives its URL. */
async function mirror(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** Tries an installation that must fail; gives the failed sources and what is left in the cache. */
async function failing(from: string) {
  const cacheFolder = temporaryFolder()
  const error = await installNativeBackend({ from, cacheFolder }).then(
    () => undefined,
    (reason) => reason,
  )
  expect(error).toMatchObject({ code: 'BACKEND_INSTALL_FAILED' })
  expect(error.message).toMatch(/--from/)
  return { ...error.details.failed.at(-1), message: error.message as string, left: await leftIn(cacheFolder) }
}

describe.skipIf(obstacle !== undefined)('a failing installation names its step and leaves nothing', () => {
  test('a path that is not there fails at fetch', async () => {
    expect(await failing('/no/such/libtensorflow.tar.gz')).toMatchObject({
      step: 'fetch',
      reason: '/no/such/libtensorflow.tar.gz does not exist',
      left: [],
    })
  })

  test('a file of another kind fails at check', async () => {
    const file = join(temporaryFolder(), 'library.rar')
    await writeFile(file, 'x')
    expect(await failing(file)).toMatchObject({ step: 'check', left: [] })
  })

  test('a file with another hash than the one named fails at check', async () => {
    const file = await archiveOf(await brokenLibrary())
    const wrong = 'a'.repeat(64)
    expect(await failing(`${file}#sha256=${wrong}`)).toMatchObject({
      step: 'check',
      reason: expect.stringContaining(`instead of ${wrong}`),
      left: [],
    })
  })

  test.each(['libtensorflow.tar.gz', 'tensorflow.whl', 'libtensorflow.zip'])(
    'a damaged %s fails at unpack',
    async (name) => {
      const file = join(temporaryFolder(), name)
      const whole = await readFile(await archiveOf(await brokenLibrary()))
      await writeFile(file, whole.subarray(0, whole.length / 2))
      expect(await failing(file)).toMatchObject({ step: 'unpack', left: [] })
    },
  )

  test('a folder without a library fails at link and says what was looked for', async () => {
    const folder = temporaryFolder()
    expect(await failing(folder)).toMatchObject({
      step: 'link',
      reason: expect.stringContaining('libtensorflow.so.2'),
      left: [],
    })
  })

  test('a folder without headers fails at link', async () => {
    const folder = temporaryFolder()
    await mkdir(join(folder, 'lib'))
    await writeFile(join(folder, 'lib', 'libtensorflow.so.2'), '')
    expect(await failing(folder)).toMatchObject({
      step: 'link',
      reason: expect.stringContaining('c_api.h'),
      left: [],
    })
  })

  test('a library that is none fails at build, from a folder and from an archive of it', async () => {
    const folder = await brokenLibrary()
    for (const from of [folder, await archiveOf(folder)]) {
      const { message, ...rest } = await failing(from)
      expect(rest).toMatchObject({ step: 'build', left: [] })
      expect(message).toContain("failed at step 'build'")
    }
    // What belongs to the user stays.
    expect(await readFile(join(folder, 'lib', 'libtensorflow.so.2'), 'utf8')).toBe('this is no library\n')
  })

  test('a library that cannot train fails at prove', async () => {
    expect(await failing(await hollowLibrary())).toMatchObject({ step: 'prove', left: [] })
  })

  test('a mirror that hangs up half-way fails at fetch and says how far it came', async () => {
    const url = await mirror((_, response) => {
      response.writeHead(200, { 'content-length': 100_000 })
      // Late enough for a busy client to have read the head.
      response.write(Buffer.alloc(40_000), () => setTimeout(() => response.destroy(), 3000))
    })
    expect(await failing(`${url}libtensorflow.tar.gz`)).toMatchObject({
      step: 'fetch',
      reason: expect.stringMatching(/ended after \d+ of 100000 bytes/),
      left: [],
    })
  })

  test('a mirror that serves something else under the official path fails at check', async () => {
    const asked: (string | undefined)[] = []
    const url = await mirror((request, response) => {
      asked.push(request.url)
      response.end('not the archive')
    })
    const { step, reason, left } = await failing(url)
    if (`${process.platform}-${process.arch}` !== 'linux-x64') return
    expect(asked).toEqual(['/tensorflow/versions/2.18.0/libtensorflow-cpu-linux-x86_64.tar.gz'])
    expect({ step, left }).toEqual({ step: 'check', left: [] })
    expect(reason).toContain(createHash('sha256').update('not the archive').digest('hex'))
  })

  test('a mirror that has nothing fails at fetch with its answer', async () => {
    const url = await mirror((_, response) => {
      response.writeHead(404).end()
    })
    expect(await failing(`${url}libtensorflow.tar.gz`)).toMatchObject({
      step: 'fetch',
      reason: expect.stringContaining('answered 404'),
      left: [],
    })
  })

  test('an unreachable official host falls through to the next source, each with its reason', async () => {
    const cacheFolder = temporaryFolder()
    const events: InstallEvent[] = []
    const sources = [officialArchive('http://127.0.0.1:1/'), pipWheel(), namedSource(await brokenLibrary())]
    const python = join(cacheFolder, 'no-python')
    await expect(
      installFromSources(sources, { cacheFolder, python, onStep: (event) => events.push(event) }),
    ).rejects.toMatchObject({
      code: 'BACKEND_INSTALL_FAILED',
      details: {
        failed: [
          { source: 'official archive', step: 'fetch', reason: expect.stringContaining('cannot be reached') },
          { source: 'pip wheel', step: 'fetch', reason: expect.stringContaining('no-python') },
          { step: 'build' },
        ],
      },
    })
    expect(await leftIn(cacheFolder)).toEqual([])
    expect([...new Set(events.map((event) => event.step))]).toEqual(['fetch', 'link', 'build'])
  })

  test('an interrupted installation leaves nothing', async () => {
    const cacheFolder = temporaryFolder()
    const controller = new AbortController()
    const url = await mirror((_, response) => {
      response.writeHead(200, { 'content-length': 100_000 })
      response.write(Buffer.alloc(10), () => controller.abort())
    })
    await expect(
      installNativeBackend({ from: `${url}library.zip`, cacheFolder, signal: controller.signal }),
    ).rejects.toMatchObject({
      code: 'BACKEND_INSTALL_FAILED',
      details: { failed: [{ reason: 'it was interrupted' }] },
    })
    expect(await leftIn(cacheFolder)).toEqual([])
  })

  test('what was installed before survives a failing try, and a dead try is swept away', async () => {
    const cacheFolder = temporaryFolder()
    const folder = nativeFolder(cacheFolder)
    const dead = join(cacheFolder, 'native', '.staging-999999999-abc')
    await mkdir(dead, { recursive: true })
    await mkdir(folder, { recursive: true })
    const record = {
      version: 1,
      tfjsNode: '4.22.0',
      tensorflow: '2.0.0',
      source: 'before',
      installedAt: '2025-01-01T00:00:00.000Z',
      provenOn: [],
    } as const
    await writeNativeRecord(folder, record)
    await expect(installNativeBackend({ from: await brokenLibrary(), cacheFolder })).rejects.toMatchObject({
      code: 'BACKEND_INSTALL_FAILED',
    })
    expect(await readNativeRecord(folder)).toEqual(record)
    expect(await leftIn(cacheFolder)).toHaveLength(1)
  })
})

const wanted = process.env.TEXTGATE_TEST_NATIVE_INSTALL === '1'
if (!wanted) console.log('the whole installation is skipped: TEXTGATE_TEST_NATIVE_INSTALL is not 1')

describe.skipIf(!wanted)('a whole installation', () => {
  test('through pip trains, is found again, and from its folder makes another', {
    timeout: 900_000,
  }, async () => {
    process.env.npm_execpath = npmBefore ?? ''
    const cacheFolder = temporaryFolder()
    const first = await installFromSources([pipWheel()], { cacheFolder })
    expect(first).toMatchObject({ installed: true, folder: nativeFolder(cacheFolder), failed: [] })
    expect(await leftIn(cacheFolder)).toHaveLength(1)
    const again = await installNativeBackend({ cacheFolder })
    expect(again).toMatchObject({ installed: false, tensorflow: first.tensorflow })
    const other = temporaryFolder()
    const deps = join(first.folder, 'node_modules', '@tensorflow', 'tfjs-node', 'deps')
    const second = await installNativeBackend({ from: deps, cacheFolder: other })
    expect(second).toMatchObject({ installed: true, source: deps, tensorflow: first.tensorflow })
  })
})
