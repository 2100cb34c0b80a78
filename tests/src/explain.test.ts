import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textgate } from './run-textgate.ts'

const corpus = join(import.meta.dirname, '../../examples/customer-messages')
const TEXTS = [
  'my card was charged twice',
  '我想退货，𠮷野家的钱什么时候退回来？',
  'refund 😀 please, Straße ﬁn',
  '',
]

interface Explained {
  readonly text: string
  readonly label: string
  readonly probability: number
  readonly tokens: readonly { text: string; start: number; end: number; weight: number; heads?: number[] }[]
}

let parent: string
let attending: string
let plain: string
let linear: string

afterAll(() => rm(parent, { recursive: true, force: true }))

/** Small trainings that all claims below look at. */
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'textgate-explain-'))
  attending = await trained('attending', {
    pooling: 'max-mean-attention',
    attentionHeads: 3,
    attentionSize: 8,
  })
  plain = await trained('plain', { pooling: 'max-mean' })
  linear = await trained('linear', { encoder: 'linear', pooling: 'max-mean-attention' })
})

async function trained(name: string, model: object): Promise<string> {
  const [out, config] = [join(parent, name), join(parent, `${name}.json`)]
  await writeFile(
    config,
    JSON.stringify({ model: { embeddingSize: 16, hiddenSize: 16, ...model }, training: { epochs: 2 } }),
  )
  const files = ['--train', join(corpus, 'train.jsonl'), '--dev', join(corpus, 'dev.jsonl')]
  const run = await textgate(['train', ...files, '--config', config, '--backend', 'wasm', '--out', out])
  expect(run.code, run.stderr).toBe(0)
  return out
}

async function refusalOf(bundle: string): Promise<{ code: number | null; error: string[] }> {
  const { code, stderr } = await textgate(['explain', bundle, 'hello'])
  return { code, error: stderr.split('\n').filter((line) => line.startsWith('error: ')) }
}

async function explain(...args: string[]): Promise<Explained[]> {
  const run = await textgate(['explain', attending, ...args, '--backend', 'wasm', '--json'])
  expect(run.code).toBe(0)
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('textgate explain', () => {
  test('gives each token the text at its offsets, Chinese and astral characters too, and each text once', async () => {
    const explained = await explain(...TEXTS)
    expect(explained.map(({ text }) => text)).toEqual(TEXTS)
    for (const { text, tokens } of explained) {
      const inOrder = [...tokens].sort((a, b) => a.start - b.start)
      expect(inOrder.map(({ start, end }) => text.slice(start, end))).toEqual(
        inOrder.map((token) => token.text),
      )
      expect(inOrder.map((token) => token.text).join('')).toBe(text.replace(/\s/g, ''))
    }
  })

  test('sums weights to 1, heaviest first, and is the mean of the heads that --heads shows', async () => {
    const [means, heads] = [await explain(...TEXTS), await explain(...TEXTS, '--heads')]
    for (const [i, { tokens }] of means.entries()) {
      const weights = tokens.map(({ weight }) => weight)
      const sum = weights.reduce((total, weight) => total + weight, 0)
      expect(sum).toBeCloseTo(tokens.length === 0 ? 0 : 1, 5)
      expect(weights).toEqual(weights.toSorted((a, b) => b - a))
      for (const [t, token] of heads[i]!.tokens.entries()) {
        expect(token.heads).toHaveLength(3)
        expect(token.heads!.reduce((total, weight) => total + weight, 0) / 3).toBeCloseTo(weights[t]!, 9)
      }
    }
  })

  test('labels as predict does', async () => {
    const predicted = await textgate(['predict', attending, ...TEXTS, '--backend', 'wasm', '--json'])
    const answers = predicted.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    for (const [i, { label, probability }] of (await explain(...TEXTS)).entries()) {
      expect(label).toBe(answers[i].label)
      expect(probability).toBeCloseTo(answers[i].probability, 5)
    }
  })

  test('prints the label and then the tokens by weight, of --tokens the first, with --heads once a head', async () => {
    const ask = ['explain', attending, TEXTS[0]!, '--backend', 'wasm']
    const [means, top, heads] = await Promise.all(
      [[], ['--tokens', '2'], ['--heads', '--tokens', '1']].map((more) => textgate([...ask, ...more])),
    )
    const lines = means!.stdout.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^\w+\t[01]\.\d{4}\tmy card was charged twice$/)
    expect(
      lines
        .slice(1)
        .map((line) => line.slice(10))
        .sort(),
    ).toEqual(TEXTS[0]!.split(' ').sort())
    expect(top!.stdout.trimEnd().split('\n')).toEqual(lines.slice(0, 3))
    const titles = heads!.stdout.split('\n').filter((line) => line.startsWith(' head '))
    expect(titles).toEqual([' head 1', ' head 2', ' head 3'])
    expect(heads!.stdout.trimEnd().split('\n')).toHaveLength(1 + 2 * 3)
  })

  test('reads standard input where no text is given', async () => {
    const input = `${TEXTS[0]}\n${TEXTS[1]}\n`
    const run = await textgate(['explain', attending, '--backend', 'wasm', '--json'], { input })
    const lines = run.stdout.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(await explain(TEXTS[0]!, TEXTS[1]!))
  })

  test('answers the same of an exported model', async () => {
    const before = await explain(...TEXTS, '--heads')
    expect((await textgate(['export', attending, '--backend', 'wasm'])).code).toBe(0)
    expect(await explain(...TEXTS, '--heads')).toEqual(before)
  })

  test('refuses a model without attention by its key, exported or not', async () => {
    const before = await refusalOf(plain)
    expect(before.code).toBe(1)
    expect(before.error).toEqual([
      expect.stringMatching(/ATTENTION_MISSING.*model\.pooling .* max-mean.*such as max-mean-attention/),
    ])
    expect((await textgate(['export', plain, '--backend', 'wasm'])).code).toBe(0)
    expect(await refusalOf(plain)).toEqual(before)
  })

  test('refuses a linear model, which has no states to weigh whatever its pooling says, with what to train instead', async () => {
    const { code, error } = await refusalOf(linear)
    expect(code).toBe(1)
    expect(error).toEqual([
      expect.stringMatching(
        /ATTENTION_MISSING.*model\.encoder .* linear, which has no states.*another encoder.*max-mean-attention/,
      ),
    ])
  })

  test('wants a whole number of tokens', async () => {
    const run = await textgate(['explain', attending, 'hello', '--tokens', '0'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('USAGE')
  })
})
