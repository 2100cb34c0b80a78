import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { randomGenerator } from '@textgate/core'
import { readBundle } from '@textgate/core/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textgate } from './run-textgate.ts'

const corpus = join(import.meta.dirname, '../../examples/customer-messages/train.jsonl')
const SIZE = 24

let folder: string
let config: string
let vectors: string
let words: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-vectors-'))
  const rows = (await readFile(corpus, 'utf8')).trimEnd().split('\n')
  const texts = rows.map((row) => JSON.parse(row).text).join(' ')
  words = ['the', ...new Set(texts.toLowerCase().match(/[a-z]+/g))].slice(0, 300)
  const random = randomGenerator('vectors')
  const lines = words.map((word) => [word, ...Array.from({ length: SIZE }, () => random.normal())].join(' '))
  vectors = join(folder, 'words.vec.gz')
  await writeFile(vectors, gzipSync(`${words.length} ${SIZE}\n${lines.join('\n')}\n`))
  config = join(folder, 'config.jsonc')
  await writeFile(config, `{ "model": { "embeddingSize": ${SIZE}, "hiddenSize": 8, "ngramBuckets": 1024 } }`)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function train(out: string, ...more: string[]): ReturnType<typeof textgate> {
  const files = ['--train', corpus, '--config', config, '--out', join(folder, out)]
  return textgate(['train', ...files, '--epochs', '2', '--backend', 'wasm', '--json', ...more])
}

describe('train --vectors', () => {
  test('prints and records the coverage, keeps frozen vectors, and needs the file no more', async () => {
    const once = join(await mkdtemp(join(folder, 'once-')), 'words.vec.gz')
    await copyFile(vectors, once)
    const run = await train('frozen', '--vectors', once, '--freeze-vectors')
    await rm(once)
    expect(run.stderr).toContain('tokenizer words: word vectors need words')
    expect(run.stderr).toMatch(/vectors for \d+ of \d+ tokens \([\d.]+ %\), [\d.]+ % of the tokens/)
    const { found, vocabulary, tokenShare } = run.json().vectors as Record<string, number>
    expect(found).toBeGreaterThan(100)
    expect(found).toBeLessThanOrEqual(300)
    expect(vocabulary).toBeGreaterThan(found as number)
    expect(tokenShare).toBeGreaterThan(0.2)

    const { manifest, weights, tokenizerJson } = await readBundle(join(folder, 'frozen'))
    expect(manifest.training.vectors).toEqual({ found, vocabulary, tokenShare })
    expect(manifest.config.training.vectors).toEqual({ file: 'words.vec.gz', trainable: false })
    const random = randomGenerator('vectors')
    const first = Float32Array.from({ length: SIZE }, () => random.normal())
    const id = JSON.parse(tokenizerJson).model.vocab.the
    expect(weights.get('embedding')?.data.slice(id * SIZE, (id + 1) * SIZE)).toEqual(first)

    const exported = await textgate(['export', join(folder, 'frozen'), '--json', '--backend', 'wasm'])
    expect(exported.code).toBe(0)
  })

  test('trains them unless they are frozen', async () => {
    await train('trained', '--vectors', vectors)
    const { manifest, weights } = await readBundle(join(folder, 'trained'))
    expect(manifest.config.training.vectors.trainable).toBe(true)
    const frozen = await readBundle(join(folder, 'frozen'))
    expect(weights.get('embedding')).not.toEqual(frozen.weights.get('embedding'))
  })

  test.each([
    [
      'a file of another size',
      ['--preset', 'default', '--vectors'],
      'VECTORS_SIZE_WRONG',
      'set model.embeddingSize to 3',
    ],
    ['a missing file', ['--vectors'], 'VECTORS_FILE_UNREADABLE', 'no such file'],
  ])('%s fails with what to do', async (name, flags, code, message) => {
    const file = join(folder, `${name}.txt`)
    if (code === 'VECTORS_SIZE_WRONG') await writeFile(file, 'the 1 2 3\nmy 1 2 3\n')
    const run = await train('never', ...flags, file)
    expect(run.code).toBe(1)
    expect(run.stderr).toContain(code)
    expect(run.stderr).toContain(message)
  })

  test('--freeze-vectors alone, and vectors for parts of words, are wrong usage', async () => {
    const alone = await train('never', '--freeze-vectors')
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('training.vectors.trainable')])
    const bpe = join(folder, 'bpe.jsonc')
    await writeFile(bpe, '{ "tokenizer": { "mode": "bpe" } }')
    const run = await train('never', '--config', bpe, '--vectors', vectors)
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('training.vectors.file')])
  })
})
