import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { fuzzedTexts, randomGenerator } from '@textgate/core'
import { exportText } from '@textgate/onnx-export'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { corpusTexts, type RandomClassifier, randomClassifier } from './support/random-bundle.ts'

// TEXTGATE_CONFORMANCE=all compares every line of every data set, and a million texts that nobody writes.
const isWhole = process.env.TEXTGATE_CONFORMANCE === 'all'
const ROWS = isWhole ? Number.POSITIVE_INFINITY : 200
const FUZZED = isWhole ? 1_000_000 : 5000
const BATCH_UNITS = 50_000 // bounds the memory of a run

const datasets = process.env.TEXTGATE_DATASETS ?? join(import.meta.dirname, '../../../shared/datasets')
const sets = [
  ...[
    '20newsgroups',
    'banking77',
    'chnsenticorp',
    'duee_event_zh_multilabel',
    'goemotions_multilabel',
    'imdb',
  ],
  ...[
    'langid79_lingua',
    'online_shopping_zh_category',
    'sms_spam',
    'snips',
    'sst2',
    'trec6',
    'zh_fudan10_docs',
  ],
].filter((name) => existsSync(join(datasets, name)))
if (sets.length === 0)
  console.log(`no lines of data sets are compared: none at ${datasets}; set TEXTGATE_DATASETS`)

/** The texts of a data set, evenly chosen. */
function linesOf(name: string, count: number): string[] {
  const texts = ['train', 'dev', 'test'].flatMap((part) => {
    const file = join(datasets, name, `${part}.jsonl.gz`)
    if (!existsSync(file)) return []
    const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n')
    return lines.map((line) => (JSON.parse(line) as { text: string }).text)
  })
  const stride = Math.max(1, texts.length / count)
  return Array.from(
    { length: Math.min(count, texts.length) },
    (_, i) => texts[Math.floor(i * stride)] as string,
  )
}

describe.each([
  ['words', true],
  ['words', false],
  ['characters', true],
] as const)('the graph of mode %s, lower-cased %s, finds the ids of the tokenizer', (mode, lowercase) => {
  let classifier: RandomClassifier
  let session: InferenceSession

  beforeAll(async () => {
    await prepareBackend({ prefer: 'wasm' })
    const texts = [...corpusTexts(), ...sets.flatMap((name) => linesOf(name, 500))]
    const tokenizer = { mode, lowercase, normalization: 'portable', maxLength: 100_000 } as const
    const model = {
      embeddingSize: 1,
      hiddenSize: 1,
      bidirectional: false,
      ngrams: 0,
      pooling: 'last',
    } as const
    classifier = await randomClassifier({ model, tokenizer }, { texts })
    const evidence = {
      reference: classifier.model,
      tokenizer: classifier.tokenizer,
      texts: texts.slice(0, 50),
    }
    session = await InferenceSession.create((await exportText(classifier.bundle, evidence)).onnx)
  }, 120_000)

  afterAll(async () => {
    classifier.model.dispose()
    await session.release()
  })

  /** Compares all ids of texts, in batches of like size. */
  async function compare(texts: readonly string[]): Promise<void> {
    let batch: string[] = []
    let units = 0
    for (const [i, text] of texts.entries()) {
      // The binding for Node ends a text at a NUL; a blank is the same to the tokenizer.
      batch.push(text.replaceAll('\0', ' '))
      units += text.length
      if (units < BATCH_UNITS && i < texts.length - 1) continue
      const { ids } = await session.run({ text: new Tensor('string', batch, [batch.length]) }, ['ids'])
      const { dims, data } = ids as Tensor & { data: Int32Array }
      const columns = dims[1] as number
      for (const [row, one] of batch.entries()) {
        const expected = classifier.tokenizer.encodeIds(one)
        const isSame =
          expected.every((id, t) => data[row * columns + t] === id) &&
          (expected.length === columns || data[row * columns + expected.length] === 0)
        if (!isSame) {
          const found = data.slice(row * columns, (row + 1) * columns)
          expect.fail(`${JSON.stringify(one)}: ${[...expected]} but the graph finds ${[...found]}`)
        }
      }
      batch = []
      units = 0
    }
  }

  test.skipIf(sets.length === 0)(
    'on lines of every data set',
    async () => {
      for (const name of sets) await compare(linesOf(name, ROWS))
    },
    3_600_000,
  )

  test(`on ${FUZZED} texts that nobody writes`, async () => {
    const random = randomGenerator(`conformance ${mode} ${lowercase}`)
    const real = corpusTexts()
    const part = 10_000
    for (let done = 0; done < FUZZED; done += part) {
      await compare(fuzzedTexts(real, Math.min(part, FUZZED - done), random))
    }
  }, 3_600_000)
})
