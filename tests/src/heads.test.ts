import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomGenerator } from '@textgate/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textgate } from './run-textgate.ts'

const corpus = join(import.meta.dirname, '../../examples/customer-messages')
const SMALL = '{"model":{"hiddenSize":24,"embeddingSize":24},"training":{"epochs":8}'

let folder: string
let config: string

afterAll(() => rm(folder, { recursive: true, force: true }))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-heads-'))
  config = join(folder, 'small.jsonc')
  await writeFile(config, `${SMALL}}`)
})

async function jsonl(name: string, rows: readonly object[]): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return file
}

/** One, two or no message of the corpus a text, with the labels of all. */
async function messages(part: string, count: number): Promise<{ text: string; labels: string[] }[]> {
  const lines = (await readFile(join(corpus, `${part}.jsonl`), 'utf8')).trimEnd().split('\n')
  const rows = lines.map((line) => JSON.parse(line) as { text: string; label: string })
  const random = randomGenerator(part)
  return Array.from({ length: count }, () => {
    const chosen = Array.from({ length: random.integer(3) }, () => rows[random.integer(rows.length)]!)
    return {
      text: chosen.map(({ text }) => text).join(' ') || 'hm hm hm',
      labels: [...new Set(chosen.map(({ label }) => label))],
    }
  })
}

describe('any number of labels', () => {
  let train: string
  let dev: string
  let model: string
  let trained: Record<string, unknown>
  let devRows: { text: string; labels: string[] }[]

  beforeAll(async () => {
    train = await jsonl('multi.jsonl', await messages('train', 900))
    devRows = await messages('dev', 150)
    dev = await jsonl('multi-dev.jsonl', devRows)
    model = join(folder, 'multi')
    const run = await textgate([
      ...['train', '--train', train, '--dev', dev, '--head', 'multi', '--label-column', 'labels'],
      ...['--config', config, '--out', model, '--backend', 'wasm', '--json'],
    ])
    trained = run.json()
  })

  const answersOf = async (): Promise<{ text: string; label: string | null; labels: string[] }[]> => {
    const input = devRows.map(({ text }) => `${text}\n`).join('')
    const { stdout } = await textgate(['predict', model, '--json', '--backend', 'wasm'], { input })
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  }

  test('lists of labels stop a training of single labels with the way out', async () => {
    const args = ['train', '--train', train, '--label-column', 'labels', '--out', join(folder, 'never')]
    const run = await textgate(args)
    expect(run.code).toBe(1)
    expect(run.stderr).toMatch(/error: DATA_LABEL_IS_LIST.*model\.head: multi \(--head multi\)/)
  })

  test('are learnt, with a threshold for each in the bundle', async () => {
    expect(trained.microF1).toBeGreaterThan(0.5) // every label for every text: 0.28
    const {
      answers,
      labels,
      metrics,
      config: stored,
    } = JSON.parse(await readFile(join(model, 'manifest.json'), 'utf8'))
    expect(answers.thresholds).toHaveLength(labels.length)
    expect(metrics.dev.microF1).toBe(trained.microF1)
    expect(stored.model.head).toBe('multi')
  })

  test('are answered by predict as evaluate counts them, before and after export', async () => {
    const before = await answersOf()
    const exactly = before.filter(({ labels }, i) => {
      return labels.toSorted().join() === devRows[i]!.labels.toSorted().join()
    })
    expect(exactly.length / devRows.length).toBe((trained.dev as { accuracy: number }).accuracy)
    const exported = (await textgate(['export', model, '--json', '--backend', 'wasm'])).json()
    expect(exported.certificate).toMatchObject({ labelChanges: 0 })
    const after = await answersOf()
    expect(after.map(({ labels }) => labels)).toEqual(before.map(({ labels }) => labels))
    const { microF1, macroF1 } = (
      await textgate(['evaluate', model, '--data', dev, '--label-column', 'labels', '--json'])
    ).json()
    expect({ microF1, macroF1 }).toEqual({ microF1: trained.microF1, macroF1: trained.macroF1 })
  })

  test('stand between separators on the lines of predict, as in a CSV cell', async () => {
    const [{ labels } = { labels: [] }] = (await answersOf()).filter((answer) => answer.labels.length === 2)
    const row = (await answersOf()).findIndex((answer) => answer.labels.join() === labels.join())
    const { stdout } = await textgate(['predict', model, devRows[row]!.text])
    expect(stdout.split('\t')[0]).toBe(labels.join('|'))
    expect(stdout.split('\t')[1]).toMatch(/^0\.\d{4}\|0\.\d{4}$/)
  })
})

describe('labels of an order', () => {
  const GRADES = ['2', '9', '10']
  const words = ['bad', 'fair', 'good']

  async function gradedRows(
    names: readonly string[],
    count: number,
  ): Promise<{ text: string; label: string }[]> {
    const random = randomGenerator(`graded ${count}`)
    return Array.from({ length: count }, (_, row) => {
      const grade = row % 3
      const text = Array.from({ length: 6 }, () => {
        const near = Math.min(2, Math.max(0, grade + random.integer(3) - 1))
        return words[random.next() < 0.6 ? grade : near]
      })
      return { text: text.join(' '), label: names[grade]! }
    })
  }

  const train = async (name: string, file: string, ...more: string[]) =>
    textgate([
      ...['train', '--train', file, '--head', 'ordinal', '--out', join(folder, name)],
      ...['--backend', 'wasm', '--json', ...more],
    ])

  test('numbers need no configuration: they are learnt in the order of their values', async () => {
    const file = await jsonl('grades.jsonl', await gradedRows(GRADES, 600))
    const trained = (await train('ordinal', file, '--config', config)).json()
    expect(trained.labels).toEqual(GRADES)
    expect((trained.dev as { quadraticKappa: number }).quadraticKappa).toBeGreaterThan(0.5)
    const model = join(folder, 'ordinal')
    await textgate(['export', model, '--backend', 'wasm'])
    const other = await jsonl('other.jsonl', await gradedRows(GRADES, 90))
    const scored = (await textgate(['evaluate', model, '--data', other, '--json'])).json()
    expect(scored).toMatchObject({ engine: 'onnxruntime', rows: 90 })
    expect(scored.meanAbsoluteError).toBeLessThan(2 / 3) // the middle grade for every text
  })

  test('words need data.labelOrder', async () => {
    const file = await jsonl('words.jsonl', await gradedRows(words, 300))
    const without = await train('never', file)
    expect(without.code).toBe(2)
    expect(without.stderr).toContain('error: CONFIG_INVALID: data.labelOrder is missing')
    const ordered = join(folder, 'ordered.jsonc')
    await writeFile(ordered, `${SMALL},"data":{"labelOrder":["bad","fair","good"]}}`)
    const trained = await train('words', file, '--config', ordered, '--epochs', '1')
    expect(trained.json().labels).toEqual(words)
  })
})
