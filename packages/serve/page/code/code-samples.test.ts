import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleBundle } from '../../src/test/sample-bundle.ts'
import { removeBundles, startTestServer, type TestServer } from '../../src/test/test-server.ts'
import { codeSamples } from './code-samples.ts'

const run = promisify(execFile)
/** What a shell, TypeScript or Python could take for something else. */
const TEXT = `it's "my" $HOME \`order\` \\n 退款 🙂 \u2028 {x} %s
next line`
let server: TestServer

beforeAll(async () => {
  server = await startTestServer({
    "it's a model": await sampleBundle(),
    other: await sampleBundle({ seed: 2 }),
  })
})
afterAll(async () => {
  await server.close()
  await removeBundles()
})

async function hasProgram(name: string): Promise<boolean> {
  return run(name, ['--version']).then(
    () => true,
    () => false,
  )
}

test.each([false, true])('each program gets what the page gets; with a key: %s', async (hasKey) => {
  const model = "it's a model"
  const { json } = await server.post('/v1/classify', { text: TEXT, model })
  const [expected] = (json as { predictions: Record<string, unknown>[] }).predictions
  const samples = codeSamples({ address: `${server.url}/`, text: TEXT, model, hasKey })
  const env = { ...process.env, TEXTGATE_API_KEY: 'secret' }
  const said: string[] = []

  const { outputText } = ts.transpileModule(samples.typescript, {
    compilerOptions: { module: ts.ModuleKind.ESNext },
  })
  const asJson = outputText.replace(
    'console.log(predictions[0])',
    'console.log(JSON.stringify(predictions[0]))',
  )
  said.push((await run(process.execPath, ['--input-type=module', '--eval', asJson], { env })).stdout)
  if (await hasProgram('curl')) {
    const { stdout } = await run('sh', ['-c', samples.curl], { env })
    said.push(JSON.stringify(JSON.parse(stdout).predictions[0]))
  }
  if (await hasProgram('python3')) {
    const printed = samples.python.replace(
      'print(json.load(response)["predictions"][0])',
      'print(json.dumps(json.load(response)["predictions"][0]))',
    )
    said.push((await run('python3', ['-c', printed], { env })).stdout)
  }
  for (const answer of said) expect(JSON.parse(answer)).toEqual(expected)
})
