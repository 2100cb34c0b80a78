import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomGenerator } from '@textgate/core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textgate } from './run-textgate.ts'
import { hasBrowser, openBrowser } from './support/browser.ts'
import { faultsOf, openAllDetails, openPage } from './support/opened-page.ts'

const parent = mkdtempSync(join(tmpdir(), 'textgate-multi-report-'))
const [model, page] = [join(parent, 'model'), join(parent, 'page.html')]
const [train, data] = [join(parent, 'train.jsonl'), join(parent, 'test.jsonl')]

const HOSTILE = `</style></td></title><script>document.documentElement.id='taken'</script><img src=x onerror="document.documentElement.id='taken'">`
/** Each label is told by a word of its own; one label and its word would take over a page that did not escape them. */
const WORDS: Readonly<Record<string, string>> = {
  delivery: 'parcel',
  退款: '退款',
  'مرحبا بالعالم': 'مرحبا',
  [HOSTILE]: HOSTILE,
}
const LABELS = Object.keys(WORDS)

/** Texts of the words of their labels, some of which were taken away, so that there are errors. */
function rowsOf(part: string, count: number): { text: string; labels: string[] }[] {
  const random = randomGenerator(part)
  return Array.from({ length: count }, (_, row) => {
    const labels = LABELS.filter(() => random.next() < 0.4)
    const words = labels.map((label) => (random.next() < 0.85 ? WORDS[label] : 'nothing'))
    return { text: `${words.join(' and ')} in message ${row}`, labels }
  })
}

/** One small model of any number of labels that pools by attention, which all claims below look at. */
beforeAll(async () => {
  const lines = (part: string, count: number) =>
    rowsOf(part, count)
      .map((row) => JSON.stringify(row))
      .join('\n')
  writeFileSync(train, lines('train', 400))
  writeFileSync(data, lines('test', 150))
  const config = join(parent, 'config.json')
  const network = { embeddingSize: 16, hiddenSize: 16, pooling: 'max-mean-attention', attentionHeads: 2 }
  writeFileSync(config, JSON.stringify({ model: network, training: { epochs: 4 } }))
  const run = await textgate([
    ...['train', '--train', train, '--head', 'multi', '--label-column', 'labels'],
    ...['--config', config, '--out', model, '--backend', 'wasm'],
  ])
  expect(run.code, run.stderr).toBe(0)
})
afterAll(() => rmSync(parent, { recursive: true, force: true }))

function evaluate(...more: string[]): ReturnType<typeof textgate> {
  const own = ['evaluate', model, '--data', data, '--label-column', 'labels', '--backend', 'wasm']
  return textgate([...own, ...more])
}

describe('evaluate --report of any number of labels', () => {
  test('says where the page is and changes nothing else of the output', async () => {
    const [without, withReport] = [await evaluate('--json'), await evaluate('--report', page, '--json')]
    expect(withReport.code, withReport.stderr).toBe(0)
    expect(withReport.json()).toEqual({ ...without.json(), report: page })
  })

  test('shows the figures of evaluate, and the thresholds and the epochs of the bundle', async () => {
    const figures = (await evaluate('--report', page, '--language', 'en', '--json')).json()
    const text = readFileSync(page, 'utf8')
    const { answers, training } = JSON.parse(readFileSync(join(model, 'manifest.json'), 'utf8'))
    const percent = (share: unknown) => `>${((share as number) * 100).toFixed(1)}\u00a0%<`
    const shown = [figures.microF1, figures.macroF1, figures.accuracy, figures.hammingLoss]
    for (const figure of [...shown, ...answers.thresholds]) expect(text).toContain(percent(figure))
    expect(training.history).toHaveLength(4)
    for (const { dev } of training.history) {
      for (const score of [dev.microF1, dev.macroF1, dev.accuracy]) expect(text).toContain(percent(score))
    }
  })

  test('marks where the model looked as explain tells it, before and after export, and twice with the same bytes', async () => {
    const lookedIn = (text: string): string[] =>
      [...text.matchAll(/It looked most at<\/span> .*?<bdi class="label">(.*?)<\/bdi> ([\d.]+)/g)].map(
        ([, word, share]) => `${word} ${share}`,
      )
    await evaluate('--report', page, '--language', 'en')
    const before = readFileSync(page, 'utf8')
    const looked = lookedIn(before)
    expect(looked.length).toBeGreaterThan(3)
    const cards = before.slice(
      before.indexOf('<section id="words"'),
      before.indexOf('<section id="mistakes"'),
    )
    const [row] = [...cards.matchAll(/<span class="muted">row (\d+)<\/span>/g)].map(([, number]) => number)
    const { text } = rowsOf('test', 150)[Number(row) - 1]!
    const explained = (
      await textgate(['explain', model, text, '--by', 'attention', '--backend', 'wasm', '--json'])
    ).json()
    const [most] = explained.tokens as { text: string; weight: number }[]
    expect(looked[0]).toBe(`${most!.text.replace('<', '&lt;')} ${(most!.weight * 100).toFixed(1)}`)
    expect((await textgate(['export', model, '--backend', 'wasm'])).code).toBe(0)
    await evaluate('--report', page, '--language', 'en')
    const after = readFileSync(page, 'utf8')
    expect(after).toContain('ONNX Runtime')
    expect(lookedIn(after)).toEqual(looked)
    await evaluate('--report', page, '--language', 'en')
    expect(readFileSync(page, 'utf8')).toBe(after)
  })
})

describe.skipIf(!hasBrowser).each(['en', 'zh'])('the page in a browser, in %s', (language) => {
  const file = join(parent, `${language}.html`)
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
    await evaluate('--report', file, '--language', language)
  })
  afterAll(() => browser.close())

  test('asks for nothing, complains of nothing and is not taken over', async () => {
    const { opened, requests, complaints } = await openPage(browser, file)
    expect(requests).toEqual([`file://${file}`])
    expect(complaints).toEqual([])
    expect(await opened.locator('html').getAttribute('id')).toBeNull()
    expect(await opened.locator('section h2').count()).toBe(12)
    expect(await opened.locator('mark.looked').count()).toBeGreaterThan(3)
    expect(await opened.locator('.label', { hasText: '<script>' }).count()).toBeGreaterThan(0)
    await opened.close()
  })

  test.each([1280, 360])('fits a screen of %d pixels without scrolling sideways', async (width) => {
    const { opened } = await openPage(browser, file, { viewport: { width, height: 800 } })
    await openAllDetails(opened)
    expect(await opened.evaluate('document.documentElement.scrollWidth')).toBe(width)
    await opened.close()
  })

  test.each(['light', 'dark'] as const)('has no fault that axe finds, in %s colours', async (colorScheme) => {
    const { opened } = await openPage(browser, file, { colorScheme, bypassCSP: true })
    await openAllDetails(opened)
    expect(await faultsOf(opened)).toEqual([])
    await opened.close()
  })
})
