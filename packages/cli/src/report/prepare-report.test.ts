import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { prepareReport } from './prepare-report.ts'
import { madeUpEvaluation } from './testing/made-up-evaluation.ts'
import { chineseMulti } from './words/chinese-multi.ts'
import { englishMulti } from './words/english-multi.ts'

const parent = mkdtempSync(join(tmpdir(), 'textgate-report-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))
const LABELS = ['bad', 'good']

test('nothing is prepared where no report is wanted', async () => {
  expect(await prepareReport({}, LABELS)).toBeUndefined()
})

test.each([
  ['a language without a report', { language: 'zh' as const }],
  ['a label without a report', { reportLabel: ['good'] }],
  ['a label that the bundle has not', { report: 'x.html', reportLabel: ['good', 'fine'] }],
])('%s is wrong usage', async (_name, flags) => {
  await expect(prepareReport(flags, LABELS)).rejects.toMatchObject({ code: 'USAGE' })
})

test('a file of another kind is refused, so that a slip replaces no data', async () => {
  const data = join(parent, 'data.jsonl')
  writeFileSync(data, 'precious')
  await expect(prepareReport({ report: data }, LABELS)).rejects.toMatchObject({ code: 'USAGE' })
  expect(readFileSync(data, 'utf8')).toBe('precious')
})

test('a page that could not be written is told before there is an evaluation', async () => {
  const file = join(parent, 'data.jsonl/page.html')
  await expect(prepareReport({ report: file }, LABELS)).rejects.toMatchObject({ code: 'REPORT_WRITE_FAILED' })
})

test.each([
  ['mostly Chinese texts', '这部电影很好看', undefined, 'zh-Hans'],
  ['other texts', 'a film to love', undefined, 'en'],
  ['a language that is given', '这部电影很好看', 'en' as const, 'en'],
])('the page speaks the language of %s', async (_name, text, language, code) => {
  const file = join(parent, 'page.html')
  const rows = Array.from({ length: 12 }, (_, row) => ({ text: `${text} ${row}`, label: LABELS[row % 2]! }))
  const write = await prepareReport({ report: file, ...(language ? { language } : {}) }, LABELS)
  expect(existsSync(file)).toBe(false)
  expect(await write?.(await madeUpEvaluation({ rows, labels: LABELS }))).toBe(file)
  expect(readFileSync(file, 'utf8')).toContain(`<html lang="${code}">`)
  rmSync(file)
})

test('the page of head multi has the words of any number of labels, in the language of the texts', async () => {
  for (const [text, words] of [
    ['a film to love', englishMulti],
    ['这部电影很好看', chineseMulti],
  ] as const) {
    const file = join(parent, 'multi.html')
    const rows = Array.from({ length: 30 }, (_, row) => ({
      text: `${text} ${row}`,
      labels: LABELS.slice(row % 3),
    }))
    const write = await prepareReport({ report: file }, LABELS)
    await write?.(await madeUpEvaluation({ rows, labels: LABELS, rule: { head: 'multi' } }))
    const page = readFileSync(file, 'utf8')
    expect(page).toContain(`<html lang="${words.code}">`)
    expect(page).toContain(`<dt>${words.accuracy}</dt>`)
    expect(page).toContain(words.confusion.heading)
  }
})
