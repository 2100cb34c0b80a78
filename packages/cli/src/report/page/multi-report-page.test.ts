import { type MultiLabelledText, parseConfig, parseModelConfig } from '@textgate/core'
import { exampleBundle } from '@textgate/core/testing'
import { expect, test } from 'vitest'
import { buildReport } from '../build-report.ts'
import { type MadeUp, madeUpEvaluation } from '../testing/made-up-evaluation.ts'
import { chineseMulti } from '../words/chinese-multi.ts'
import { englishMulti } from '../words/english-multi.ts'
import type { ReportWords } from '../words/report-words.ts'
import { reportPage } from './report-page.ts'

const HOSTILE = `</style></title><script>document.title='run'</script><img src="https://example.org/x.png">`
const SECTIONS = [
  ...['figures', 'subject', 'labels', 'confusion', 'errors', 'words'],
  ...['mistakes', 'curves', 'calibration', 'lengths', 'learning', 'methods'],
]

async function pageOf(madeUp: MadeUp, words: ReportWords = englishMulti): Promise<string> {
  const { report } = await buildReport(await madeUpEvaluation({ rule: { head: 'multi' }, ...madeUp }), [])
  return String(reportPage(report, words))
}

/** None, one or two labels a row. */
function rowsOf(
  count: number,
  labels: readonly string[],
  text: (row: number) => string,
): MultiLabelledText[] {
  return Array.from({ length: count }, (_, row) => {
    const own = [row, row * 5 + 2].slice(0, row % 3).map((label) => labels[label % labels.length]!)
    return { text: text(row), labels: [...new Set(own)] }
  })
}

test.each([
  ['English', englishMulti],
  ['Chinese', chineseMulti],
])(
  'in %s every part is there, and no matrix of labels that do not exclude each other',
  async (_name, words) => {
    const labels = ['好', 'b', 'c', 'd']
    const page = await pageOf({ rows: rowsOf(90, labels, (row) => `text ${row} 文本`), labels }, words)
    for (const id of SECTIONS) {
      expect(page).toContain(`<section id="${id}" aria-labelledby="${id}-heading">`)
      expect(page).toContain(`<a href="#${id}">`)
    }
    expect(page).not.toMatch(/<table class="confusion"|<svg class="heat"/)
    const own = [
      words.figures.microF1,
      words.figures.wrongDecisions,
      words.perLabel.threshold,
      words.curves.overall,
    ]
    const shown = [...own, words.missed, words.wrong, words.mistakes.denied, words.mistakes.asserted]
    expect(shown.filter((word) => !page.includes(word))).toEqual([])
    expect(page.match(/undefined|NaN|\[object/g) ?? []).toEqual([])
  },
)

test('hostile texts and labels stay text, and the page asks for nothing', async () => {
  const labels = [HOSTILE, '"><b>', 'مرحبا', '\u202eabc']
  const rows = rowsOf(80, labels, (row) => `${HOSTILE} ${row} ${'ab'.repeat(row * 20)}`)
  const page = await pageOf({ rows, labels })
  expect(page.match(/<script|<img|<b>|<link|@import|url\(/g) ?? []).toEqual([])
  expect(page.includes('&lt;script&gt;document.title')).toBe(true)
})

test('many labels, of which texts have many, make a page below 2 MB', async () => {
  const labels = Array.from({ length: 77 }, (_, i) => `label_${i}_of_a_length_that_is_usual`)
  const rows = Array.from({ length: 5000 }, (_, row) => ({
    text: `${row} a text of a usual length with a "quotation" in it`,
    labels: labels.filter((_label, i) => (row + i) % 10 === 0),
  }))
  expect(Buffer.byteLength(await pageOf({ rows, labels }))).toBeLessThan(2e6)
})

test('labels without rows, rows without labels, and a single row make a page too', async () => {
  for (const sets of [[['a']], [[]], [['a'], ['b', 'a'], []]]) {
    const rows = sets.map((labels) => ({ text: 'x', labels }))
    const page = await pageOf({ rows, labels: ['a', 'b', 'never'] })
    expect(page.match(/undefined|NaN|Infinity/g) ?? []).toEqual([])
  }
})

test('a history with micro F1 shows it, in the chart and in the table', async () => {
  const labels = ['a', 'b']
  const dev = { loss: 0.6, accuracy: 0.512, macroF1: 0.634, microF1: 0.756 }
  const history = [{ epoch: 1, trainingLoss: 0.75, dev }]
  const training = { backend: 'wasm', epochs: 1, steps: 9, bestEpoch: 1, data: {}, history }
  const rows = rowsOf(30, labels, (row) => `text ${row}`)
  const page = await pageOf({ rows, labels, manifest: { training } })
  const learning = page.slice(page.indexOf('<section id="learning"'))
  for (const score of ['51.2', '63.4', '75.6']) expect(learning).toContain(`${score}\u00a0%`)
  expect(learning).toContain(`<bdi>${englishMulti.figures.microF1}</bdi>`)
})

test.each([
  ['attention', 'max-attention', true],
  ['no attention', 'max', false],
] as const)(
  'the page of a model with %s says what is shown: removal, and where it looked only if it can look',
  async (_name, pooling, looks) => {
    const { config } = exampleBundle().manifest
    const model = parseModelConfig({ pooling })
    const labels = ['a', 'b']
    const attendedText = async (text: string, { offsets }: { offsets: Int32Array }) => {
      const tokens = offsets.length / 2
      return Array.from({ length: tokens }, (_, t) => {
        const [start, end] = [offsets[2 * t]!, offsets[2 * t + 1]!]
        return { text: text.slice(start, end), start, end, weight: [1 / tokens] }
      })
    }
    const page = await pageOf({
      ...{ rows: rowsOf(40, labels, (row) => `text ${row}`), labels },
      manifest: { config: parseConfig({ ...config, model }) },
      ...(looks ? { attendedText } : {}),
    })
    expect(page).toContain('Each token was removed in turn')
    for (const told of [
      englishMulti.words.attention(1, true),
      'Attention is not Explanation',
      'class="looked',
    ]) {
      expect(page.includes(told)).toBe(looks)
    }
  },
)
