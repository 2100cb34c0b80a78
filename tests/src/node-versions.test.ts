import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { ROOT } from './support/workspace.ts'

const run = promisify(execFile)
const main = join(ROOT, 'packages/cli/dist/main.js')
const corpus = join(ROOT, 'examples/customer-messages')
const parent = mkdtempSync(join(tmpdir(), 'textgate-node-versions-'))

afterAll(() => rmSync(parent, { recursive: true, force: true }))

/** The Node versions of scripts/node-versions.mjs; the version that runs these tests is covered by all other tests. */
describe.each([22, 24])('under Node %i', (major) => {
  const node = join(ROOT, `.cache/node-versions/node_modules/node${major}/bin/node`)
  const missing = existsSync(node) ? undefined : `no ${node}; node scripts/node-versions.mjs puts it there`
  if (missing) console.log(`skipped: Node ${major}: ${missing}`)

  test.skipIf(missing)('doctor names the version and a backend that works', async () => {
    const report = await textgate('doctor')
    expect(JSON.stringify(report)).toContain(`${major}.`)
    expect(JSON.stringify(report)).toContain('wasm')
  })

  test.skipIf(missing)('a classifier is trained, exported with proof, and answers', async () => {
    const model = join(parent, `model-${major}`)
    await textgate(
      'train',
      ...['--train', join(corpus, 'train.jsonl'), '--dev', join(corpus, 'dev.jsonl'), '--out', model],
      ...['--preset', 'fast', '--epochs', '1', '--seed', '1'],
    )
    await textgate('export', model)
    expect(await textgate('predict', model, '我想退货')).toMatchObject({
      label: expect.any(String),
      probability: expect.any(Number),
    })
  })

  async function textgate(...args: string[]): Promise<Record<string, unknown>> {
    const { stdout } = await run(node, [main, ...args, '--json'], { cwd: parent, maxBuffer: 2 ** 26 })
    return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
  }
})
