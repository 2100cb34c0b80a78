import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HttpServer, httpServer } from './test/http-server.ts'
import { type MemoryService, memoryService } from './test/memory-service.ts'
import { sampleBundle } from './test/sample-bundle.ts'

const page = readFileSync(new URL('../../../docs/protocols.md', import.meta.url), 'utf8')

/** The commands of the page; a line that ends in \ or | goes on. */
const commands = Array.from(page.matchAll(/```sh\n(.*?)```/gs), ([, block]) => block ?? '').flatMap((block) =>
  block.split(/(?<![\\|])\n/).filter((command) => command.trim() !== ''),
)

const missing = spawnSync('curl', ['--version']).status === 0 ? '' : 'curl is not installed'
if (missing) console.log(`docs/protocols.md is not run: ${missing}`)

let service: MemoryService
let server: HttpServer

beforeAll(async () => {
  service = await memoryService({ bundles: { intents: [await sampleBundle()] } })
  server = await httpServer(service)
})
afterAll(async () => {
  await server.close()
  await service.close()
})

describe.skipIf(missing !== '')('docs/protocols.md', () => {
  test('has commands', () => expect(commands.length).toBeGreaterThan(10))

  test.each(commands)('%s gets a 200', async (command) => {
    const asked = command
      .replaceAll('localhost:8000', server.url)
      .replaceAll('curl -s', "curl -s -w '\\n%{http_code}'")
    const { stdout } = await promisify(execFile)('sh', ['-c', asked])
    expect(stdout.split('\n').at(-1), stdout).toBe('200')
  })
})
