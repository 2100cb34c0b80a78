import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { textgateMain } from './run-textgate.ts'
import { ROOT } from './support/workspace.ts'

const run = promisify(execFile)
const corpus = join(ROOT, 'examples/customer-messages')
const parent = mkdtempSync(join(tmpdir(), 'textgate-no-simd-'))

afterAll(() => rmSync(parent, { recursive: true, force: true }))

/** V8 takes a processor without SSE 4.1 for one without WebAssembly SIMD. */
async function withoutSimd(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['--no-enable-sse4-1', ...args], {
    cwd: join(ROOT, 'packages/gru-model'), // where @textgate/kernels is found
    maxBuffer: 2 ** 26,
  })
  return stdout.trimEnd().split('\n').at(-1) ?? ''
}

const textgate = async (...args: string[]): Promise<Record<string, unknown>> =>
  JSON.parse(await withoutSimd(textgateMain, ...args, '--json'))

const otherProcessor = process.arch === 'x64' ? undefined : `the flag is for x64, not ${process.arch}`
if (otherProcessor) console.log(`skipped: no WebAssembly SIMD: ${otherProcessor}`)

describe.skipIf(otherProcessor)('a machine without WebAssembly SIMD', () => {
  test('has no compute kernels', async () => {
    const program = "import { createKernels } from '@textgate/kernels'; console.log(createKernels())"
    expect(await withoutSimd('--input-type=module', '--eval', program)).toBe('undefined')
  })

  test('trains with the operations of TensorFlow.js, and its model is proved and answers', async () => {
    const model = join(parent, 'model')
    const trained = await textgate(
      'train',
      ...['--train', join(corpus, 'dev.jsonl'), '--dev', join(corpus, 'test.jsonl'), '--out', model],
      ...['--preset', 'fast', '--epochs', '1', '--seed', '1'],
    )
    expect(trained).toMatchObject({ backend: expect.stringMatching(/^(cpu|wasm)$/) })
    const { certificate } = (await textgate('export', model)) as {
      certificate: { largestDifference: number }
    }
    expect(certificate.largestDifference).toBeLessThan(1e-5)
    expect(await textgate('predict', model, '我想退货')).toMatchObject({ label: expect.any(String) })
  })
})
