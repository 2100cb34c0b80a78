import { randomGenerator } from '@textgate/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dataFiles, type WrittenRow } from '../../testing/data-files.ts'
import type { DataReport } from './data-report.ts'
import { normalizeText } from './normalize-text.ts'

const { check } = dataFiles()

/** Few texts and labels, so that they meet; with what normalisation changes and what is odd. */
const text = fc.oneof(
  fc.constantFrom(
    'a',
    'A',
    'ａ',
    ' a',
    'a  b',
    'A\tb',
    '我',
    'é',
    'e\u0301',
    '<br>',
    'Ã©',
    '\ufeffx',
    ' ',
    '',
    'где я',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)
const label = fc.oneof(
  fc.constantFrom('x', 'y', 'z'),
  fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }),
)
const rows = fc.array(fc.record({ text, label }), { maxLength: 25 })
const RUNS = { numRuns: 80 }

/** What a report counts: no examples, and none of what may depend on the order of the rows. */
function counts({ order: _, nearDuplicates: __, parts: ___, ...report }: DataReport): unknown {
  return JSON.parse(JSON.stringify(report, (key, value) => (/examples$/i.test(key) ? undefined : value)))
}

const filled = (part: readonly WrittenRow[]): WrittenRow[] => part.filter(({ text }) => text.trim() !== '')
const keyOf = ({ label }: WrittenRow): string => [label].flat().sort().join()

test('shuffling the rows of a part changes no count', async () => {
  await fc.assert(
    fc.asyncProperty(rows, rows, fc.nat(), async (train, test, seed) => {
      const shuffled = (part: readonly WrittenRow[]) => randomGenerator(seed).shuffle([...part])
      const expected = counts(await check({ train, test }))
      expect(counts(await check({ train: shuffled(train), test: shuffled(test) }))).toEqual(expected)
    }),
    RUNS,
  )
})

test('a file shares all its rows with itself, and labels nothing in another way but what it does already', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (part) => {
      const { leakage, conflicts, duplicates } = await check({ once: part, again: part })
      const { length } = filled(part)
      expect(leakage.pairs).toMatchObject([{ rows: length, exact: length, earlierRows: length }])
      expect(conflicts.across[0]?.rows).toBe(conflicts.within[0]?.rows)
      expect(duplicates.parts[0]).toEqual({ ...duplicates.parts[1], part: 'once' })
    }),
    RUNS,
  )
})

test('duplicates, leakage and conflicts are those of sets of whole texts', async () => {
  await fc.assert(
    fc.asyncProperty(rows, rows, async (train, test) => {
      const report = await check({ train, test })
      const [a, b] = [filled(train), filled(test)]
      const exact = new Set(a.map(({ text }) => text))
      const keys = new Map<string, Set<string>>()
      for (const row of a) {
        const key = normalizeText(row.text)
        keys.set(key, (keys.get(key) ?? new Set()).add(keyOf(row)))
      }
      const labelsOf = (row: WrittenRow): Set<string> => keys.get(normalizeText(row.text)) ?? new Set()
      expect(report.duplicates.parts[0]).toMatchObject({
        rows: a.length - keys.size,
        exact: a.length - exact.size,
      })
      expect(report.leakage.pairs[0]).toMatchObject({
        rows: b.filter((row) => labelsOf(row).size > 0).length,
        exact: b.filter((row) => exact.has(row.text)).length,
      })
      expect(report.conflicts.within[0]).toMatchObject({
        rows: a.filter((row) => labelsOf(row).size > 1).length,
        texts: [...keys.values()].filter(({ size }) => size > 1).length,
      })
      const differs = (row: WrittenRow): boolean => [...labelsOf(row)].some((key) => key !== keyOf(row))
      expect(report.conflicts.across[0]?.rows).toBe(b.filter(differs).length)
    }),
    RUNS,
  )
})

test('quantiles are those of the sorted lengths', async () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(lengths, async (values) => {
      const part = values.map((length) => ({ text: '字'.repeat(length), label: 'x' }))
      const sorted = values.toSorted((a, b) => a - b)
      const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] as number
      const report = await check({ part })
      expect(report.lengths.parts[0]?.characters).toEqual({
        median: rank(0.5),
        p95: rank(0.95),
        max: sorted.at(-1),
      })
    }),
    RUNS,
  )
})

test('no more examples are kept than were asked for', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 0, max: 4 }), async (part, examples) => {
      const report = await check({ once: part, again: part }, { examples })
      const kept: number[] = []
      JSON.stringify(report, (key, value) => {
        if (/examples$/i.test(key)) kept.push(value.length)
        return value
      })
      expect(Math.max(...kept)).toBeLessThanOrEqual(examples)
    }),
    RUNS,
  )
})
