import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { writeServableBundle } from '@textgate/core/node'
import { newApiKey } from '@textgate/serve'
import { DockerfileParser, type Instruction } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleBundle } from '../../packages/serve/src/test/sample-bundle.ts'
import { ROOT } from './support/workspace.ts'

const recipe = join(ROOT, 'deploy/container')
const text = readFileSync(join(recipe, 'Dockerfile'), 'utf8')
const instructions = DockerfileParser.parse(text).getInstructions()
const from = instructions.findLastIndex((one) => one.getKeyword() === 'FROM')
const lastStage = instructions.slice(from)
const words = (instruction: Instruction | undefined) =>
  instruction?.getArguments().map((argument) => argument.getValue()) ?? []
const lastStageHas = (keyword: string) => lastStage.find((one) => one.getKeyword() === keyword)

describe('the Dockerfile', () => {
  test('has nothing that its validator complains of', () => {
    expect(validate(text)).toEqual([])
  })

  test('names a version of each image', () => {
    const images = instructions.filter((one) => one.getKeyword() === 'FROM').map((one) => words(one)[0] ?? '')
    expect(images.length).toBe(2)
    for (const image of images) expect(image).toMatch(/(node|nodejs)(:|)\d+/)
  })

  test('builds in the first stage alone, and copies from it only what was installed', () => {
    expect(lastStage.filter((one) => one.getKeyword() === 'RUN')).toEqual([])
    const copied = lastStage.filter(
      (one) => one.getKeyword() === 'COPY' && one.toString().includes('--from='),
    )
    expect(copied.map((one) => words(one).at(-1))).toEqual(['./node_modules'])
  })

  test('runs as a user that is not root, by number, so that Kubernetes can tell', () => {
    expect(words(lastStageHas('USER'))).toEqual(['65532:65532'])
  })

  test('keeps ONNX Runtime from sending telemetry', () => {
    expect(lastStageHas('ENV')?.toString()).toContain('ORT_DISABLE_TELEMETRY=1')
  })

  test('copies files that are there, or that the guide says to put there', () => {
    const copies = instructions.filter(
      (one) => one.getKeyword() === 'COPY' && !one.toString().includes('--from='),
    )
    const files = copies.flatMap((one) => words(one).slice(0, -1))
    const guide = readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8')
    const ignored = readFileSync(join(recipe, '.dockerignore'), 'utf8').split('\n')
    for (const file of files) {
      expect(ignored).toContain(`!${file}`)
      if (['package-lock.json', 'models'].includes(file)) expect(guide).toContain(file)
      else expect(readFileSync(join(recipe, file), 'utf8')).not.toBe('')
    }
  })
})

describe('the programs of the container', () => {
  let folder: string
  let server: ChildProcess
  let port: number
  let key: string
  let output = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'textgate-container-'))
    for (const file of ['package.json', 'serve.mjs', 'healthcheck.mjs', 'read-settings.mjs'])
      await cp(join(recipe, file), join(folder, file))
    await mkdir(join(folder, 'node_modules/@textgate'), { recursive: true })
    await symlink(join(ROOT, 'packages/serve'), join(folder, 'node_modules/@textgate/serve'))
    await writeServableBundle(join(folder, 'models/messages'), await sampleBundle())
    port = await freePort()
    const shipped = JSON.parse(readFileSync(join(recipe, 'server.json'), 'utf8'))
    expect(shipped.keys).toBe('/etc/textgate-keys/keys.json')
    const made = newApiKey({ name: 'shop' })
    key = made.key
    await writeFile(join(folder, 'keys.json'), JSON.stringify([made.entry]))
    const settings = { ...shipped, port, folder: join(folder, 'models'), keys: join(folder, 'keys.json') }
    await writeFile(join(folder, 'server.json'), JSON.stringify(settings))
    await writeFile(join(folder, 'misspelt.json'), JSON.stringify({ ...settings, drainMS: 1 }))
    server = node('serve.mjs', 'server.json')
    server.stdout?.on('data', (chunk) => {
      output += chunk
    })
    while (!output.includes('"listening"')) await setTimeout(50)
  })

  afterAll(async () => {
    server.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })

  function node(program: string, settings: string): ChildProcess {
    // As in the container, where nothing can be written.
    const nowhere = { TMPDIR: '/nowhere', HOME: '/nowhere', XDG_CACHE_HOME: '/nowhere' }
    const env = {
      ...process.env,
      ...nowhere,
      ORT_DISABLE_TELEMETRY: '1',
      TEXTGATE_SETTINGS: join(folder, settings),
    }
    return spawn(process.execPath, [program], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  }

  async function exitCode(child: ChildProcess): Promise<number | null> {
    const [code] = await once(child, 'exit')
    return code
  }

  test('serve the models, are healthy while they do, and end on SIGTERM', async () => {
    const classify = (headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${port}/v1/classify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ text: 'where is my order' }),
      })
    const answer = await classify({ 'x-api-key': key })
    expect(await answer.json()).toMatchObject({ model: 'messages', predictions: [{}] })
    expect((await classify({})).status).toBe(401)
    expect(await exitCode(node('healthcheck.mjs', 'server.json'))).toBe(0)
    const ended = exitCode(server)
    server.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(await exitCode(node('healthcheck.mjs', 'server.json'))).toBe(1)
  })

  test('refuse a setting that the server does not have', async () => {
    const child = node('serve.mjs', 'misspelt.json')
    let complaint = ''
    child.stderr?.on('data', (chunk) => {
      complaint += chunk
    })
    expect(await exitCode(child)).toBe(1)
    expect(complaint).toContain('has no setting "drainMS"; perhaps drainMs is meant')
  })

  test('write a line of JSON an event', () => {
    const events = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['listening', 'request', 'closing']),
    )
  })
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}
