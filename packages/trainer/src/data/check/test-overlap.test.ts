import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { checkData } from './check-data.ts'
import { normalizeText } from './normalize-text.ts'

const repository = fileURLToPath(new URL('../../../../../', import.meta.url))
const datasets = process.env.TEXTGATE_DATASETS ?? join(repository, '../shared/datasets')
const names = existsSync(datasets)
  ? readdirSync(datasets).filter((name) => existsSync(join(datasets, name, 'test_overlap.json')))
  : []
if (names.length === 0) console.log(`test-overlap.test.ts: no datasets at ${datasets}; set TEXTGATE_DATASETS`)

interface Row {
  readonly text: string
}

function readRows(name: string, part: string): Row[] {
  const lines = gunzipSync(readFileSync(join(datasets, name, `${part}.jsonl.gz`))).toString('utf8')
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe.skipIf(names.length === 0)('leakage in real data', () => {
  test.each(names)(
    'of %s lies between the texts that are equal and those that are so once normalised',
    async (name) => {
      const overlap: number[] = JSON.parse(readFileSync(join(datasets, name, 'test_overlap.json'), 'utf8'))
      const parts = ['train', 'test'].map((part) => ({
        name: part,
        file: join(datasets, name, `${part}.jsonl.gz`),
      }))
      const labelColumn = name.endsWith('multilabel') ? 'labels' : 'label'
      const { leakage } = await checkData(parts, {
        textColumn: 'text',
        labelColumn,
        examples: Number.POSITIVE_INFINITY,
      })
      const [pair] = leakage.pairs
      const found = pair?.examples.map(({ row }) => row - 1) ?? []

      // Each row that shares its text but for white space is found, and the same rows as by whole texts in a set.
      expect(overlap.filter((row) => !found.includes(row))).toEqual([])
      expect(pair?.exact).toBeLessThanOrEqual(overlap.length)
      const train = new Set(readRows(name, 'train').map(({ text }) => normalizeText(text)))
      const expected = [...readRows(name, 'test').entries()].filter(([, { text }]) =>
        train.has(normalizeText(text)),
      )
      expect(found).toEqual(expected.map(([row]) => row))
    },
  )
})
