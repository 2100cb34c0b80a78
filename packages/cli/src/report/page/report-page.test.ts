import { expect, test } from 'vitest'
import { buildReport } from '../build-report.ts'
import { type MadeUp, madeUpEvaluation } from '../testing/made-up-evaluation.ts'
import { chinese } from '../words/chinese.ts'
import { english } from '../words/english.ts'
import type { ReportWords } from '../words/report-words.ts'
import { reportPage } from './report-page.ts'

const HOSTILE = `</style></title><script>document.title='run'</script><img src="https://example.org/x.png">`
const SECTIONS = [
  ...['figures', 'subject', 'labels', 'confusion', 'errors', 'words'],
  ...['mistakes', 'curves', 'calibration', 'lengths', 'learning', 'methods'],
]

async function pageOf(madeUp: MadeUp, words: ReportWords = english, chosen: number[] = []): Promise<string> {
  const { report } = await buildReport(await madeUpEvaluation(madeUp), chosen)
  return String(reportPage(report, words))
}

function rowsOf(count: number, labels: readonly string[], text: (row: number) => string) {
  return Array.from({ length: count }, (_, row) => ({ text: text(row), label: labels[row % labels.length]! }))
}

test.each([
  ['English', english],
  ['Chinese', chinese],
])('in %s every part is there, has a heading, and is led to from the contents', async (_name, words) => {
  const labels = ['好', 'b', 'c']
  const page = await pageOf({ rows: rowsOf(60, labels, (row) => `text ${row} 文本`), labels }, words)
  for (const id of SECTIONS) {
    expect(page).toContain(`<section id="${id}" aria-labelledby="${id}-heading">`)
    expect(page).toContain(`<a href="#${id}">`)
  }
  expect(page.match(/<h1>/g)).toHaveLength(1)
  expect(page.match(/undefined|NaN|\[object/g) ?? []).toEqual([])
})

test('hostile texts, labels and names stay text, and the page asks for nothing', async () => {
  const labels = [HOSTILE, '"><b>', 'مرحبا', '\u202eabc']
  const rows = rowsOf(80, labels, (row) => `${HOSTILE} ${row} ${'ab'.repeat(row * 20)}`)
  const page = await pageOf({ rows, labels })
  expect(page.match(/<script|<img|<b>|<link|@import|url\(/g) ?? []).toEqual([])
  const targets = [...page.matchAll(/ (?:src|srcset|href|action)="([^"]*)"/g)].map(([, target]) => target)
  expect(targets.filter((target) => !target?.startsWith('#'))).toEqual([])
  expect(page.match(/<\/style>/g)).toHaveLength(1)
  expect(page.includes('&lt;script&gt;document.title')).toBe(true)
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
})

test('the same evaluation gives the same page', async () => {
  const labels = ['a', 'b']
  const rows = rowsOf(40, labels, (row) => `text ${row}`)
  expect(await pageOf({ rows, labels })).toBe(await pageOf({ rows, labels }))
})

test.each([
  ['25,000 rows', 25_000, (row: number) => `${row} a text of a usual length with a "quotation" in it`],
  ['texts that must be escaped', 400, (row: number) => `${row} ${'"quoted" <b> & '.repeat(700)}`],
  ['Chinese texts', 400, (row: number) => `${row} ${'长文本没有空格'.repeat(1500)}`],
  ['texts of one word', 400, (row: number) => `${row} word ${'x'.repeat(20_000)}`],
])('77 labels and %s make a page below 2 MB', async (_name, count, text) => {
  const labels = Array.from({ length: 77 }, (_, i) => `label_${i}_of_a_length_that_is_usual`)
  expect(Buffer.byteLength(await pageOf({ rows: rowsOf(count, labels, text), labels }))).toBeLessThan(2e6)
})

test('a bundle without the history of its training gets a sentence, one with it gets the curves', async () => {
  const labels = ['a', 'b']
  const rows = rowsOf(30, labels, (row) => `text ${row}`)
  const training = { backend: 'wasm', epochs: 2, steps: 9, bestEpoch: 2, data: {} }
  expect(await pageOf({ rows, labels, manifest: { training } })).toContain(english.learning.absent)
  const history = [
    { epoch: 1, trainingLoss: 0.75, dev: { loss: 0.7123, accuracy: 0.51, macroF1: 0.4 } },
    { epoch: 2, trainingLoss: 0.5, dev: { loss: 0.6, accuracy: 0.876, macroF1: 0.8 } },
  ]
  const page = await pageOf({ rows, labels, manifest: { training: { ...training, history } } })
  expect(page).toContain('0.7123')
  expect(page).toContain('87.6\u00a0%')
  expect(page).not.toContain(english.learning.absent)
  const alone = history.map(({ epoch, trainingLoss }) => ({ epoch, trainingLoss }))
  expect(await pageOf({ rows, labels, manifest: { training: { ...training, history: alone } } })).toContain(
    '0.7500',
  )
})

test('figures of an order, withheld answers and scaled scores are told where there are any, and not elsewhere', async () => {
  const labels = ['bad', 'fair', 'good']
  const evaluation = await madeUpEvaluation({ rows: rowsOf(30, labels, (row) => `text ${row}`), labels })
  const { report } = await buildReport(evaluation, [])
  const { figures, calibration } = english
  const words = [
    figures.meanAbsoluteError,
    figures.quadraticKappa,
    'answered unknown',
    calibration.temperature(1.5),
  ]
  const plain = String(reportPage(report, english))
  for (const word of words) expect(plain.includes(word)).toBe(false)
  const metrics = {
    ...report.metrics,
    ...{ meanAbsoluteError: 0.25, quadraticKappa: 0.5 },
    answered: { from: 0.6, coverage: 0.9, precision: 0.95 },
  }
  const figuresOfDev = { before: 1, after: 0.5 }
  const manifest = {
    ...report.subject.manifest,
    calibration: { temperature: 1.5, loss: figuresOfDev, calibrationError: figuresOfDev },
  }
  const page = String(reportPage({ ...report, metrics, subject: { ...report.subject, manifest } }, english))
  for (const word of words) expect(page.includes(word)).toBe(true)
})

test('the chosen labels stand in the chart, and no others', async () => {
  const labels = Array.from({ length: 9 }, (_, i) => `label-${i}`)
  const rows = rowsOf(200, labels, (row) => `text ${row}`)
  const legends = (page: string) =>
    [...page.matchAll(/<bdi>(label-\d): average/g)].map(([, label]) => label).sort()
  expect(legends(await pageOf({ rows, labels }, english, [7, 2]))).toEqual(['label-2', 'label-7'])
  expect(legends(await pageOf({ rows, labels }))).toHaveLength(6)
})

test('labels without rows, rows that are all right, and a single row make a page too', async () => {
  for (const count of [1, 2, 3]) {
    const labels = ['a', 'b', 'never']
    const page = await pageOf({ rows: rowsOf(count, ['a', 'b'], () => 'x'), labels })
    expect(page.match(/undefined|NaN|Infinity/g) ?? []).toEqual([])
  }
})
