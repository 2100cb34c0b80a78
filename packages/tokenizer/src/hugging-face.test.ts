import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { Tokenizer as NpmTokenizer } from '@huggingface/tokenizers'
import { parseTokenizerConfig } from '@textgate/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TextgateTokenizer } from './textgate-tokenizer.ts'
import { trainTokenizer } from './train-tokenizer.ts'

const repository = fileURLToPath(new URL('../../../', import.meta.url))
const datasets = process.env.TEXTGATE_DATASETS ?? join(repository, '../shared/datasets')
const python = process.env.TEXTGATE_PYTHON ?? join(repository, '.cache/venv/bin/python')
const pythonSkip = whyNoPython()
const datasetsSkip = existsSync(join(datasets, 'imdb'))
  ? ''
  : `no datasets at ${datasets}; set TEXTGATE_DATASETS`
for (const reason of [pythonSkip, datasetsSkip])
  if (reason !== '') console.log(`hugging-face.test.ts: ${reason}`)

function whyNoPython(): string {
  if (!existsSync(python)) return `skipping the Python library: no ${python}; set TEXTGATE_PYTHON`
  const found = spawnSync(python, ['-c', 'import tokenizers'], { encoding: 'utf8' })
  return found.status === 0 ? '' : 'skipping the Python library: pip install tokenizers'
}

function lines(dataset: string, count: number): string[] {
  const rows = gunzipSync(readFileSync(join(datasets, dataset, 'train.jsonl.gz')))
    .toString('utf8')
    .split('\n')
  const step = Math.max(1, Math.floor(rows.length / count))
  return rows
    .filter((row, i) => row !== '' && i % step === 0)
    .slice(0, count)
    .map((row) => (JSON.parse(row) as { text: string }).text)
}

// Reads one JSON object {"tokenizer": path, "texts": [...]} and writes the ids of each text.
const PROGRAM = `
import json, sys
from tokenizers import Tokenizer
job = json.load(sys.stdin)
tokenizer = Tokenizer.from_file(job["tokenizer"])
print(json.dumps([encoding.ids for encoding in tokenizer.encode_batch(job["texts"])]))
`

function pythonIds(tokenizer: TextgateTokenizer, texts: readonly string[]): number[][] {
  const folder = mkdtempSync(join(tmpdir(), 'textgate-tokenizer-'))
  try {
    const path = join(folder, 'tokenizer.json')
    writeFileSync(path, tokenizer.toJson())
    const input = JSON.stringify({ tokenizer: path, texts })
    const { stdout, stderr, status } = spawnSync(python, ['-c', PROGRAM], {
      input,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    })
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout) as number[][]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function npmIds(tokenizer: TextgateTokenizer, texts: readonly string[]): number[][] {
  const npm = new NpmTokenizer(JSON.parse(tokenizer.toJson()), {})
  return texts.map((text) => npm.encode(text).ids)
}

function expectSame(tokenizer: TextgateTokenizer, texts: readonly string[], ids: number[][]): void {
  expect(ids.length).toBe(texts.length)
  texts.forEach((text, i) => {
    const own = tokenizer.encodeIds(text)
    const same = own.length === ids[i]?.length && own.every((id, k) => id === ids[i]?.[k])
    if (!same) {
      const at = own.findIndex((id, k) => id !== ids[i]?.[k])
      expect.fail(
        `${JSON.stringify(text)} at token ${at}: ${[...own.slice(at, at + 5)]} but they say ${ids[i]?.slice(at, at + 5)}`,
      )
    }
  })
}

const maxLength = 1_000_000
const configs = [
  { mode: 'words' },
  { mode: 'words', normalization: 'nfc', lowercase: false },
  { mode: 'words', normalization: 'none', numbers: 'mask' },
  { mode: 'words', numbers: 'digits' },
  { mode: 'words', numbers: 'mask', maxVocabulary: 1000 },
  { mode: 'characters' },
  { mode: 'characters', normalization: 'none', lowercase: false, numbers: 'mask' },
  { mode: 'words', normalization: 'portable' },
  { mode: 'words', normalization: 'portable', lowercase: false, numbers: 'digits' },
  { mode: 'characters', normalization: 'portable' },
  { mode: 'bpe', maxVocabulary: 4000 },
  { mode: 'bpe', normalization: 'none', lowercase: false, maxVocabulary: 1000 },
].map((config) => parseTokenizerConfig({ ...config, maxLength, truncation: 'tail' }))
const named = configs.map(
  (config) =>
    [
      `${config.mode} ${config.normalization} ${config.lowercase} ${config.numbers} ${config.maxVocabulary}`,
      config,
    ] as const,
)

const scripts = [
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x300, 0x3ff],
  [0x400, 0x6ff],
  [0x900, 0xeff],
  [0x1000, 0x1fff],
  [0x2000, 0x2bff],
  [0x2e80, 0x33ff],
  [0x4e00, 0x4fff],
  [0xa640, 0xabff],
  [0xac00, 0xad00],
  [0xf900, 0xffff],
  [0x10000, 0x11fff],
  [0x1d000, 0x1fbff],
  [0x20000, 0x20100],
  [0xe0000, 0xe01ff],
] as const
const scriptText = fc
  .constantFrom(...scripts)
  .chain(([min, max]) =>
    fc.array(
      fc.oneof(
        fc.integer({ min, max }).map((code) => String.fromCodePoint(code)),
        fc.constantFrom(
          'a',
          ' ',
          'Σ',
          'İ',
          '\u0301',
          '\u0323',
          '1',
          '.',
          "'",
          '中',
          '\0',
          '\u200d',
          '[PAD]',
          '[UNK]',
        ),
      ),
      { maxLength: 30 },
    ),
  )
  .map((parts) => parts.join(''))
const wellFormed = fc.oneof(scriptText, fc.string({ unit: 'binary', maxLength: 30 }))
const random = fc.sample(wellFormed, { numRuns: 1500, seed: 7 })
/** Every code point of the planes in use, among letters and marks that it may join. */
const everything = Array.from({ length: 0x20200 / 256 }, (_, page) => {
  let text = ''
  for (let code = page * 256; code < page * 256 + 256; code++) {
    if (code < 0xd800 || code > 0xdfff) text += `a${String.fromCodePoint(code)}\u0323e中`
  }
  return text
})
const trainingTexts = [...random, ...random, 'The quick brown fox. The quick brown fox. 很好很好 1,000 1,000']

describe.each(named)('the file of %s', (_, config) => {
  const training = trainTokenizer(trainingTexts, config)

  it.skipIf(pythonSkip !== '')(
    'gives Python the same ids on random Unicode and every code point',
    async () => {
      const tokenizer = await training
      const texts = [...random, ...everything]
      expectSame(tokenizer, texts, pythonIds(tokenizer, texts))
    },
  )

  it('gives npm the same ids on random Unicode, unpaired surrogates and every code point', async () => {
    const tokenizer = await training
    const broken = random.slice(0, 300).map((text) => `${text}\ud83d ${text}\udc00a`)
    const texts = [...random, ...broken, ...everything]
    expectSame(tokenizer, texts, npmIds(tokenizer, texts))
  })
})

describe.skipIf(datasetsSkip !== '').each([
  ['imdb', 500, { mode: 'words' }],
  ['sst2', 3000, { mode: 'words', numbers: 'digits', maxVocabulary: 5000 }],
  ['chnsenticorp', 2000, { mode: 'words' }],
  ['langid79_lingua', 4000, { mode: 'words', maxVocabulary: 20000 }],
  ['langid79_lingua', 4000, { mode: 'words', normalization: 'portable' }],
  ['langid79_lingua', 1000, { mode: 'characters', normalization: 'nfc' }],
  ['imdb', 200, { mode: 'bpe', maxVocabulary: 3000 }],
  ['chnsenticorp', 500, { mode: 'bpe', maxVocabulary: 3000 }],
  ['langid79_lingua', 1500, { mode: 'bpe', maxVocabulary: 3000 }],
] as const)('on lines of %s (%i) with %j', (dataset, count, settings) => {
  const config = parseTokenizerConfig({ ...settings, maxLength, truncation: 'tail' })
  const texts = datasetsSkip === '' ? lines(dataset, count) : []
  const training = datasetsSkip === '' ? trainTokenizer(texts.slice(0, count / 2), config) : undefined

  it.skipIf(pythonSkip !== '')('Python gives the same ids', async () => {
    const tokenizer = (await training) as TextgateTokenizer
    expectSame(tokenizer, texts, pythonIds(tokenizer, texts))
  })

  it('npm gives the same ids', async () => {
    const tokenizer = (await training) as TextgateTokenizer
    expectSame(tokenizer, texts, npmIds(tokenizer, texts))
  })
})

it.skipIf(pythonSkip !== '')('Python truncates at head and tail as textgate does', async () => {
  for (const truncation of ['head', 'tail'] as const) {
    const tokenizer = await trainTokenizer(trainingTexts, parseTokenizerConfig({ truncation, maxLength: 7 }))
    expect(tokenizer.notes).toEqual([])
    expectSame(tokenizer, random, pythonIds(tokenizer, random))
  }
})
