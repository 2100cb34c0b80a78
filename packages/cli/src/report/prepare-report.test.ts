import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { prepareReport } from './prepare-report.ts'
import { madeUpEvaluation } from './testing/made-up-evaluation.ts'

const parent = mkdtempSync(join(tmpdir(), 'textgate-report-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))
const LABELS = ['bad', 'good']
const BUNDLE = { labels: LABELS, head: 'single' } as const

test('nothing is prepared where no report is wanted', async () => {
  expect(await prepareReport({}, BUNDLE)).toBeUndefined()
})

test.each([
  ['a language without a report', { language: 'zh' as const }],
  ['a label without a report', { reportLabel: ['good'] }],
  ['a label that the bundle has not', { report: 'x.html', reportLabel: ['good', 'fine'] }],
])('%s is wrong usage', async (_name, flags) => {
  await expect(prepareReport(flags, BUNDLE)).rejects.toMatchObject({ code: 'USAGE' })
})

test('a bundle of any number of labels a text is refused', async () => {
  const bundle = { labels: LABELS, head: 'multi' } as const
  await expect(prepareReport({ report: 'x.html' }, bundle)).rejects.toMatchObject({ code: 'USAGE' })
})

test('a file of another kind is refused, so that a slip replaces no data', async () => {
  const data = join(parent, 'data.jsonl')
  writeFileSync(data, 'precious')
  await expect(prepareReport({ report: data }, BUNDLE)).rejects.toMatchObject({ code: 'USAGE' })
  expect(readFileSync(data, 'utf8')).toBe('precious')
})

test('a page that could not be written is told before there is an evaluation', async () => {
  const file = join(parent, 'data.jsonl/page.html')
  await expect(prepareReport({ report: file }, BUNDLE)).rejects.toMatchObject({ code: 'REPORT_WRITE_FAILED' })
})

test.each([
  ['mostly Chinese texts', '这部电影很好看', undefined, 'zh-Hans'],
  ['other texts', 'a film to love', undefined, 'en'],
  ['a language that is given', '这部电影很好看', 'en' as const, 'en'],
])('the page speaks the language of %s', async (_name, text, language, code) => {
  const file = join(parent, 'page.html')
  const rows = Array.from({ length: 12 }, (_, row) => ({ text: `${text} ${row}`, label: LABELS[row % 2]! }))
  const write = await prepareReport({ report: file, ...(language ? { language } : {}) }, BUNDLE)
  expect(existsSync(file)).toBe(false)
  expect(await write?.(await madeUpEvaluation({ rows, labels: LABELS }))).toBe(file)
  expect(readFileSync(file, 'utf8')).toContain(`<html lang="${code}">`)
  rmSync(file)
})
