import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomGenerator } from '@textgate/core'
import { readBundle } from '@textgate/core/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Run, textgate } from './run-textgate.ts'

/** Words of each topic, of which labelled texts have the first ones alone. */
const WORDS = 300
const LABELLED_WORDS = 60

const NETWORK = {
  model: { hiddenSize: 16, embeddingSize: 32, ngrams: 0 },
  training: { epochs: 20, averageDecay: 0 },
}

let parent: string
let config: string
const files = { train: '', dev: '', test: '', unlabelled: '' }

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'textgate-pretraining-'))
  config = await configFile('config.jsonc', NETWORK)
  files.train = await textFile('train.jsonl', 120, [0, LABELLED_WORDS])
  files.dev = await textFile('dev.jsonl', 60, [0, LABELLED_WORDS])
  files.test = await textFile('test.jsonl', 200, [LABELLED_WORDS, WORDS])
  files.unlabelled = await textFile('unlabelled.csv', 16_000, [0, WORDS])
})

afterAll(() => rm(parent, { recursive: true, force: true }))

async function configFile(name: string, value: unknown): Promise<string> {
  const file = join(parent, name)
  await writeFile(file, JSON.stringify(value))
  return file
}

/** A made-up word of letters alone. */
function wordOf(number: number): string {
  const syllable = (n: number) => 'bdfgklmnprstvz'[n % 14]! + 'aeiou'[Math.floor(n / 14) % 5]!
  return syllable(number % 70) + syllable(Math.floor(number / 70)) + syllable(number % 61)
}

/** Texts of ten words of one topic each; a CSV file has texts alone. */
async function textFile(
  name: string,
  rows: number,
  [first, end]: readonly [number, number],
): Promise<string> {
  const random = randomGenerator(name)
  const lines = Array.from({ length: rows }, () => {
    const topic = random.integer(2)
    const words = Array.from({ length: 10 }, () =>
      wordOf(WORDS * topic + first + random.integer(end - first)),
    )
    const text = words.join(' ')
    return name.endsWith('.csv') ? text : JSON.stringify({ text, label: ['harbour', 'meadow'][topic] })
  })
  const file = join(parent, name)
  await writeFile(file, `${[...(name.endsWith('.csv') ? ['text'] : []), ...lines].join('\n')}\n`)
  return file
}

function train(out: string, ...more: string[]) {
  const data = ['--train', files.train, '--dev', files.dev, '--test', files.test]
  return textgate([
    ...['train', ...data, '--backend', 'wasm', '--json', '--out', join(parent, out)],
    ...(more.includes('--config') ? [] : ['--config', config]),
    ...more,
  ])
}

const accuracyOf = (run: Run) => run.json().accuracy as number

describe('texts without labels', () => {
  test('teach words that no labelled text has', async () => {
    const without = await train('without')
    const withTexts = await train('with', '--unlabelled', files.unlabelled)
    expect(accuracyOf(without)).toBeLessThan(0.65)
    expect(accuracyOf(withTexts)).toBeGreaterThan(0.9)
    expect(withTexts.stderr).toContain('16000 texts without labels, 160000 tokens')
    expect(withTexts.stderr).toMatch(/vectors for 600 tokens/)

    const { manifest, tokenizerJson } = await readBundle(join(parent, 'with'))
    expect(manifest.config.training.pretraining).toBe('skip-gram')
    expect(manifest.training.data).toMatchObject({ unlabelled: { rows: 16_000 } })
    expect(tokenizerJson).toContain(`"${wordOf(WORDS - 1)}"`)
    const before = (await readBundle(join(parent, 'without'))).manifest
    expect(before.config.training.pretraining).toBe('none')
    expect(before.training.data).not.toHaveProperty('unlabelled')
  })

  test('give the same bundle twice, and may be in several files', async () => {
    const quick = await configFile('quick.jsonc', { ...NETWORK, training: { epochs: 1 } })
    const half = await textFile('more.csv', 200, [0, WORDS])
    for (const out of ['one', 'two']) {
      const run = await train(out, '--config', quick, '--unlabelled', half, files.train)
      expect(run.stderr).toContain('320 texts without labels')
    }
    const weights = await Promise.all(
      ['one', 'two'].map((out) => readFile(join(parent, out, 'weights.safetensors'))),
    )
    expect(weights[0]!.equals(weights[1]!)).toBe(true)
  })

  test('are refused where nothing would be learnt from them, and where they cannot be read', async () => {
    const none = await configFile('none.jsonc', { training: { pretraining: 'none' } })
    const linear = await configFile('linear.jsonc', { model: { encoder: 'linear' } })
    const missing = join(parent, 'missing.jsonl')
    const columns = join(parent, 'columns.csv')
    await writeFile(columns, 'body\nsome words\n')
    const unlabelled = ['--unlabelled', files.unlabelled]
    for (const [more, code, words] of [
      [['--config', none, ...unlabelled], 'USAGE', 'training.pretraining is none'],
      [['--config', linear, ...unlabelled], 'USAGE', 'encoder linear has no embedding'],
      [['--vectors', 'a.vec', ...unlabelled], 'USAGE', 'begins with a.vec'],
      [['--unlabelled', missing], 'DATA_FILE_UNREADABLE', missing],
      [['--unlabelled', columns], 'DATA_COLUMN_MISSING', '"text"'],
      [['--from', join(parent, 'with'), ...unlabelled], 'USAGE', '--unlabelled'],
    ] as const) {
      const run = await train('refused', ...more)
      expect(run.code, words).not.toBe(0)
      const { error } = run.json() as { error: { code: string; message: string } }
      expect(error.code).toBe(code)
      expect(error.message).toContain(words)
    }
  })
})
