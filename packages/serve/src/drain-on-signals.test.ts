import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleBundle } from './test/sample-bundle.ts'
import { removeBundles, writeBundles } from './test/test-server.ts'

const program = fileURLToPath(new URL('./test/serve-child.mjs', import.meta.url))
const longBody = (count: number) => JSON.stringify({ text: Array(count).fill('order refund '.repeat(200)) })

// Windows has no signals that a process could catch from another.
describe.skipIf(process.platform === 'win32')('a server process', () => {
  let folder = ''

  beforeAll(async () => {
    const slow = { hiddenSize: 192, embeddingSize: 192, tokenizer: { maxLength: 400 } }
    folder = await writeBundles({ slow: await sampleBundle(slow) })
  })
  afterAll(removeBundles)

  async function start(drainMs: number) {
    const child = spawn(process.execPath, [program, folder, String(drainMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exit = once(child, 'exit')
    const lines: string[] = []
    createInterface(child.stdout).on('line', (line) => lines.push(line))
    const until = (condition: () => boolean) => expect.poll(condition, { timeout: 30_000 }).toBe(true)
    await until(() => lines.length > 0)
    const taken = (count: number) => until(() => lines.filter((line) => line === 'request').length === count)
    return { child, url: lines[0] ?? '', lines, exit, until, taken }
  }

  const classify = (url: string, body: string) =>
    fetch(`${url}/v1/classify`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'answers what is under way after %s and exits 0',
    async (signal) => {
      const { child, url, lines, exit, taken } = await start(60_000)
      const underWay = [1, 2, 3, 4].map(() => classify(url, longBody(8)))
      await taken(4)
      child.kill(signal)
      const answers = await Promise.all(underWay)
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      for (const answer of answers)
        expect(((await answer.json()) as { predictions: unknown[] }).predictions).toHaveLength(8)
      expect(await exit).toEqual([0, null])
      expect(lines).toContain('drained')
    },
  )

  test('exits 0 though more is under way than it may wait for', async () => {
    const { child, url, exit, taken } = await start(100)
    const underWay = classify(url, longBody(600))
    await taken(1)
    child.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
    expect((await underWay).status).toBe(503)
  })

  test('ends at once by a second signal, without an abort, while the model runs', async () => {
    const { child, url, lines, exit, until, taken } = await start(60_000)
    const cut = classify(url, longBody(600)).catch(() => 'cut')
    await taken(1)
    child.kill('SIGTERM')
    await until(() => lines.includes('closing'))
    child.kill('SIGTERM')
    expect(await exit).toEqual([null, 'SIGTERM'])
    expect(await cut).toBe('cut')
  })

  test('idle, exits 0 at once', async () => {
    const { child, exit } = await start(60_000)
    child.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
  })
})
