import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from '@textgate/serve'
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
  readonly probabilities: Readonly<Record<string, number>>
  readonly by: 'occlusion' | 'attention'
  readonly explained?: { readonly label: string; readonly probability: number }
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

async function refusalOf(
  bundle: string,
  ...args: string[]
): Promise<{ code: number | null; error: string[] }> {
  const { code, stderr } = await textgate(['explain', bundle, 'hello', ...args])
  return { code, error: stderr.split('\n').filter((line) => line.startsWith('error: ')) }
}

async function explainBy(bundle: string, ...args: string[]): Promise<Explained[]> {
  const run = await textgate(['explain', bundle, ...args, '--backend', 'wasm', '--json'])
  expect(run.code, run.stderr).toBe(0)
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

function explain(...args: string[]): Promise<Explained[]> {
  return explainBy(attending, '--by', 'attention', ...args)
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
    const ask = ['explain', attending, TEXTS[0]!, '--by', 'attention', '--backend', 'wasm']
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
    const run = await textgate(['explain', attending, '--by', 'attention', '--backend', 'wasm', '--json'], {
      input,
    })
    const lines = run.stdout.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(await explain(TEXTS[0]!, TEXTS[1]!))
  })

  test('answers the same of an exported model', async () => {
    const before = await explain(...TEXTS, '--heads')
    expect((await textgate(['export', attending, '--backend', 'wasm'])).code).toBe(0)
    expect(await explain(...TEXTS, '--heads')).toEqual(before)
  })

  test('refuses attention of a model without by its key, exported or not', async () => {
    const before = await refusalOf(plain, '--by', 'attention')
    expect(before.code).toBe(1)
    expect(before.error).toEqual([
      expect.stringMatching(/ATTENTION_MISSING.*model\.pooling .* max-mean.*such as max-mean-attention/),
    ])
    expect((await textgate(['export', plain, '--backend', 'wasm'])).code).toBe(0)
    expect(await refusalOf(plain, '--heads')).toEqual(before)
  })

  test('refuses attention of a linear model, which has no states to weigh whatever its pooling says, with what to train instead', async () => {
    const { code, error } = await refusalOf(linear, '--by', 'attention')
    expect(code).toBe(1)
    expect(error).toEqual([
      expect.stringMatching(
        /ATTENTION_MISSING.*model\.encoder .* linear, which has no states.*another encoder.*max-mean-attention/,
      ),
    ])
  })

  test('tells of any model how far the answer falls without each token, as predict of what is left does', async () => {
    for (const bundle of [plain, linear]) {
      const [{ by, label, probability, explained, tokens }] = (await explainBy(bundle, TEXTS[0]!)) as [
        Explained,
      ]
      expect(by).toBe('occlusion')
      expect(explained).toEqual({ label, probability })
      expect(tokens.map(({ text }) => text).sort()).toEqual(TEXTS[0]!.split(' ').sort())
      const left = tokens.map(({ start, end }) => TEXTS[0]!.slice(0, start) + TEXTS[0]!.slice(end))
      const predicted = await textgate(['predict', bundle, ...left, '--backend', 'wasm', '--json'])
      const answers = predicted.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
      for (const [i, { weight }] of tokens.entries()) {
        expect(weight).toBeCloseTo(probability - answers[i].probabilities[label], 5)
      }
      const sizes = tokens.map(({ weight }) => Math.abs(weight))
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    }
  })

  test('explains by occlusion unless asked, also a model with attention, and --label in place of the answer', async () => {
    const [unasked] = (await explainBy(attending, TEXTS[0]!)) as [Explained]
    expect([unasked.by, unasked.explained?.label]).toEqual(['occlusion', unasked.label])
    const [{ label, probabilities, by, explained }] = (await explainBy(
      attending,
      TEXTS[0]!,
      '--label',
      'refund',
    )) as [Explained]
    expect([by, explained]).toEqual(['occlusion', { label: 'refund', probability: probabilities.refund }])
    expect(label).toBe(unasked.label)
    const run = await textgate(['explain', plain, TEXTS[0]!, '--label', 'refund', '--tokens', '1'])
    expect(run.stdout).toMatch(/^\w+\t[01]\.\d{4}\t.*\n refund 0\.\d{4}\n {2}[ +-]0\.\d{4} {2}\w+\n$/)
  })

  test('refuses a label that the model does not have, and what attention cannot tell', async () => {
    const unknown = await refusalOf(plain, '--label', 'refunds')
    expect(unknown.code).toBe(2)
    expect(unknown.error).toEqual([expect.stringMatching(/USAGE: --label refunds .*account, .*refund/)])
    const mixed = await refusalOf(attending, '--heads', '--label', 'refund')
    expect(mixed).toEqual({
      code: 2,
      error: [expect.stringMatching(/USAGE: --heads is of attention and --label is not/)],
    })
  })

  test('weighs tokens as the server does', async () => {
    const [{ tokens, explained }] = (await explainBy(plain, TEXTS[1]!, '--label', 'refund')) as [Explained]
    const server = await createServer({ folder: plain, execution: 'inline' })
    try {
      const answer = await server.inject({
        method: 'POST',
        url: '/v1/explain',
        payload: { text: TEXTS[1], label: 'refund' },
      })
      const there = answer.json()
      expect(there.probability).toBeCloseTo(explained!.probability, 6)
      const inOrder = [...tokens].sort((a, b) => a.start - b.start)
      expect(inOrder.map(({ text, start, end }) => ({ text, start, end }))).toEqual(
        there.tokens.map(({ token, start, end }: Record<string, unknown>) => ({ text: token, start, end })),
      )
      for (const [i, { weight }] of inOrder.entries()) expect(weight).toBeCloseTo(there.tokens[i].weight, 6)
    } finally {
      await server.close()
    }
  })

  test('wants a whole number of tokens', async () => {
    const run = await textgate(['explain', attending, 'hello', '--tokens', '0'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('USAGE')
  })
})
