import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { answerRule, padBatch, predictionsOf, randomGenerator } from '@textgate/core'
import { exportText } from '@textgate/onnx-export'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, openBrowser } from './support/browser.ts'
import { missingPeers, peerPython } from './support/peer-python.ts'
import { corpusTexts, type RandomClassifier, randomClassifier } from './support/random-bundle.ts'

/** What every runtime is asked for, of each row. */
interface Answers {
  readonly labels: readonly string[]
  /** Without padding. */
  readonly ids: readonly (readonly number[])[]
}

const ROWS = 1000
const ROWS_A_BATCH = 50
const pythonMissing = missingPeers(['onnx', 'onnxruntime', 'numpy'])
if (pythonMissing) console.log(`the raw text file is not run in Python: ${pythonMissing}`)

/** Real messages, and the same with characters of all of Unicode put in. */
function manyTexts(): string[] {
  const random = randomGenerator('rows')
  const real = corpusTexts()
  return Array.from({ length: ROWS }, (_, i) => {
    const text = real[i % real.length] as string
    if (i < ROWS / 2) return text
    const strange = [0, 0xd7ff, 0xe000, 0x10ffff].includes(i) ? i : 1 + random.integer(0xd7ff)
    const at = random.integer(text.length)
    const head = i % 3 === 0 ? text.slice(0, at).toUpperCase() : text.slice(0, at)
    return `${head}${String.fromCodePoint(strange)}中文É\u0301ß👍🏽${text.slice(at)}`
  })
}

let folder: string
let file: string
let classifier: RandomClassifier
let inNode: Answers
const texts = manyTexts()

beforeAll(async () => {
  await prepareBackend({ prefer: 'wasm' })
  folder = await mkdtemp(join(tmpdir(), 'textgate-any-runtime-'))
  file = join(folder, 'model.text.onnx')
  const unknown = { below: 0.5, wantedPrecision: 0.9, coverage: 0.5, precision: 0.9 }
  classifier = await randomClassifier(
    {
      model: { embeddingSize: 16, hiddenSize: 16, pooling: 'max-mean-attention' },
      tokenizer: { normalization: 'portable', maxLength: 20 },
    },
    { texts, labels: ['billing', '退款', 'none of these'], answers: { unknown } },
  )
  const { bundle, model, tokenizer } = classifier
  await writeFile(
    file,
    (await exportText(bundle, { reference: model, tokenizer, texts }, { attention: true })).onnx,
  )
  inNode = await answersOfNode()
}, 120_000)

afterAll(async () => {
  classifier.model.dispose()
  await rm(folder, { recursive: true, force: true })
})

function batches(): string[][] {
  return Array.from({ length: ROWS / ROWS_A_BATCH }, (_, i) =>
    texts.slice(i * ROWS_A_BATCH, (i + 1) * ROWS_A_BATCH),
  )
}

async function answersOfNode(): Promise<Answers> {
  const session = await InferenceSession.create(file)
  const answers: { labels: string[]; ids: number[][] } = { labels: [], ids: [] }
  for (const batch of batches()) {
    const { label, ids } = await session.run({ text: new Tensor('string', batch, [batch.length]) })
    answers.labels.push(...(label as Tensor & { data: string[] }).data)
    const columns = (ids as Tensor).dims[1] as number
    const all = Array.from((ids as Tensor).data as Int32Array)
    answers.ids.push(
      ...batch.map((_, row) => all.slice(row * columns, (row + 1) * columns).filter((id) => id !== 0)),
    )
  }
  await session.release()
  return answers
}

describe(`one file, ${ROWS} rows`, () => {
  test('Node gives the labels of the trained model, and no label where it is unsure', async () => {
    const { bundle, model, tokenizer } = classifier
    const ids = texts.map((text) => tokenizer.encodeIds(text))
    expect(inNode.ids).toEqual(ids.map((row) => [...row]))
    const probabilities = await model.predict(padBatch(ids))
    const expected = predictionsOf(probabilities, bundle.manifest.labels, answerRule(bundle.manifest))
    expect(inNode.labels).toEqual(expected.map(({ label }) => label ?? ''))
    expect(new Set(inNode.labels).size).toBe(4)
  })

  test('Node gives the attention of the trained model, token by token', async () => {
    const { model, tokenizer } = classifier
    const session = await InferenceSession.create(file)
    const some = ['', ...texts.slice(0, 3), 'Élan']
    const { tokens, attention_weights: attention } = await session.run({
      text: new Tensor('string', some, [some.length]),
    })
    await session.release()
    const ids = some.map((text) => tokenizer.encodeIds(text))
    const batch = padBatch(ids)
    expect(attention?.dims).toEqual([some.length, 1, batch.length])
    const expected = await model.attention(batch)
    expected.forEach((weight, i) => {
      expect(Math.abs(weight - ((attention as Tensor).data[i] as number))).toBeLessThan(1e-5)
    })
    expect((tokens as Tensor).data.slice(-batch.length)).toEqual([
      ...['Élan', ...new Array(batch.length - 1).fill('')],
    ])
  })

  test.skipIf(pythonMissing !== undefined)('Python gives the same answers', async () => {
    const program = join(folder, 'run.py')
    const input = join(folder, 'batches.json')
    await writeFile(program, PYTHON_PROGRAM)
    await writeFile(input, JSON.stringify(batches()))
    const { stdout } = await promisify(execFile)(peerPython, [program, file, input], { maxBuffer: 2 ** 26 })
    expect(JSON.parse(stdout)).toEqual(inNode)
  })

  test.skipIf(!hasBrowser)(
    'a browser gives the same answers, of the file and onnxruntime-web alone',
    async () => {
      const server = await serveFiles()
      const browser = await openBrowser()
      try {
        const page = await browser.newPage()
        const { port } = server.address() as AddressInfo
        await page.goto(`http://127.0.0.1:${port}/`)
        // As text, because the function runs in the page.
        expect(await page.evaluate(`(${BROWSER_PROGRAM})(${JSON.stringify(batches())})`)).toEqual(inNode)
      } finally {
        await browser.close()
        server.close()
      }
    },
  )
})

const PYTHON_PROGRAM = `
import json, sys
import numpy, onnx, onnxruntime
onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True)
session = onnxruntime.InferenceSession(sys.argv[1])
labels, ids = [], []
for batch in json.load(open(sys.argv[2], encoding='utf8')):
    found = session.run(['label', 'ids'], {'text': numpy.array(batch, dtype=object)})
    labels += found[0].tolist()
    ids += [[one for one in row if one != 0] for row in found[1].tolist()]
print(json.dumps({'labels': labels, 'ids': ids}))
`

const BROWSER_PROGRAM = `async (batches) => {
  const ort = await import('/ort.wasm.min.mjs')
  ort.env.wasm.numThreads = 1
  const session = await ort.InferenceSession.create('/model.text.onnx')
  const answers = { labels: [], ids: [] }
  for (const batch of batches) {
    const outputs = await session.run({ text: new ort.Tensor('string', batch, [batch.length]) })
    answers.labels.push(...outputs.label.data)
    const all = Array.from(outputs.ids.data)
    const columns = outputs.ids.dims[1]
    batch.forEach((_, row) => {
      answers.ids.push(all.slice(row * columns, (row + 1) * columns).filter((id) => id !== 0))
    })
  }
  return answers
}`

/** The model, and what a browser needs to run it. */
function serveFiles(): Promise<Server> {
  const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'))
  const types = { html: 'text/html', mjs: 'text/javascript', wasm: 'application/wasm' } as const
  const server = createServer(({ url = '/' }, response) => {
    const name = url.slice(1)
    const type = types[name.split('.').at(-1) as keyof typeof types]
    response.setHeader('content-type', type ?? types.html)
    if (name === 'model.text.onnx') response.end(readFileSync(file))
    else if (type) response.end(readFileSync(join(runtime, name)))
    else response.end('<!doctype html><title>classifier</title>')
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
