import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { randomGenerator } from '@textgate/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Run, textgate } from './run-textgate.ts'

const MIB = 2 ** 20
/** A long document: as many tokens, of which a model reads 32,768, in 147 windows. */
const CHARACTERS = 40_000
const HOOK = pathToFileURL(join(import.meta.dirname, 'support/report-peak-memory.mjs')).href

const random = randomGenerator('long documents')
let folder: string
let model: string
let trained: Run & { readonly peak: number }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-long-text-'))
  model = join(folder, 'model')
  const short = Array.from({ length: 60 }, (_, row) => labelled(5 + random.integer(50), row % 2))
  const long = [0, 1].map((label) => labelled(CHARACTERS, label))
  const [train, dev, config] = ['train.jsonl', 'dev.jsonl', 'config.json'].map((name) => join(folder, name))
  await writeFile(train!, [...short, ...long].join('\n'))
  await writeFile(dev!, [...short.slice(0, 20), long[1]].join('\n'))
  const network = { longText: 'windows', pooling: 'max-mean-attention' }
  await writeFile(config!, JSON.stringify({ model: network, training: { epochs: 1 } }))
  trained = await measured(['train', '--train', train!, '--dev', dev!, '--config', config!, '--out', model])
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function chinese(characters: number, label = 0): string {
  return Array.from({ length: characters }, () =>
    String.fromCodePoint(0x4e00 + 500 * label + random.integer(1000)),
  ).join('')
}

function labelled(characters: number, label: number): string {
  return JSON.stringify({ text: chinese(characters, label), label: `label ${label}` })
}

/** Runs the command in a process of its own, and tells the largest resident memory that it had, in bytes. */
async function measured(args: readonly string[], input = ''): Promise<Run & { readonly peak: number }> {
  const file = join(folder, 'peak')
  const env = { NODE_OPTIONS: `--import=${HOOK}`, PEAK_MEMORY_FILE: file }
  const run = await textgate([...args, '--backend', 'wasm', '--json'], { input, env })
  expect(run.code, run.stderr).toBe(0)
  return { ...run, peak: Number(await readFile(file, 'utf8')) }
}

describe('a document of 40,000 characters', () => {
  const documents = Array.from({ length: 32 }, () => chinese(CHARACTERS))
  const few = documents.slice(0, 8)
  const labelsOf = ({ stdout }: Run): unknown[] =>
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).label)

  test('is trained on in less than 1 GiB', () => {
    expect(trained.peak).toBeLessThan(1024 * MIB)
  })

  test('is read whole: its last characters count', async () => {
    const text = chinese(32_000)
    const changed = text.slice(0, -300) + chinese(300, 1)
    const [one, other] = (await measured(['predict', model, text, changed])).stdout.trimEnd().split('\n')
    expect(JSON.parse(one!).probabilities).not.toEqual(JSON.parse(other!).probabilities)
  })

  test('is answered in less than 768 MiB, 32 of them at once too, by the trained and by the exported model', async () => {
    const own = await measured(['predict', model], few.join('\n'))
    expect(own.peak).toBeLessThan(768 * MIB)
    const exported = await measured(['export', model])
    expect(exported.peak).toBeLessThan(1024 * MIB)
    const served = await measured(['predict', model], documents.join('\n'))
    expect(served.peak).toBeLessThan(768 * MIB)
    expect(labelsOf(served)).toHaveLength(documents.length)
    expect(labelsOf(served).slice(0, few.length)).toEqual(labelsOf(own))
  })

  test('is explained token by token: each where it stands, once, and all weights together are 1', async () => {
    const text = `😀 refund ${chinese(1000)} 𠮷`
    const { tokens } = (await measured(['explain', model, text, '--by', 'attention'])).json() as {
      tokens: { text: string; start: number; end: number; weight: number }[]
    }
    const inOrder = tokens.toSorted((a, b) => a.start - b.start)
    expect(inOrder.map(({ start, end }) => text.slice(start, end))).toEqual(
      inOrder.map((token) => token.text),
    )
    expect(inOrder.map((token) => token.text).join('')).toBe(text.replace(/\s/g, ''))
    expect(tokens.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 4)
  })
})
