import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textgate } from './run-textgate.ts'
import { hasBrowser, openBrowser } from './support/browser.ts'
import { faultsOf, openAllDetails, openPage } from './support/opened-page.ts'

const parent = mkdtempSync(join(tmpdir(), 'textgate-report-'))
const [model, data, page] = [join(parent, 'model'), join(parent, 'data.jsonl'), join(parent, 'page.html')]

/** A text that would take over a page that did not escape it, in both ways in which a page may be taken over. */
const HOSTILE = `</style></td></title><script>document.documentElement.id='taken'</script><img src=x onerror="document.documentElement.id='taken'">`
const LABELS = ['delivery', '退款', 'مرحبا بالعالم', `<script>document.documentElement.id='taken'</script>`]
const TEXTS = [
  'where is my parcel, it is late',
  '我想退款，钱什么时候退回来',
  'هل يمكنني إرجاع هذا المنتج من فضلك',
  `${HOSTILE} ${'\u202e'}and backwards`,
  `one word: ${'pneumono'.repeat(300)}`,
]

/** One small model of hostile rows that all claims below look at; it learns what it can. */
beforeAll(async () => {
  const rows = Array.from({ length: 120 }, (_, row) => ({
    text: `${TEXTS[row % TEXTS.length]} ${row}`,
    label: LABELS[(row + Math.floor(row / 9)) % LABELS.length],
  }))
  writeFileSync(data, rows.map((row) => JSON.stringify(row)).join('\n'))
  const run = await textgate([
    ...['train', '--train', data, '--dev', data, '--out', model],
    ...['--preset', 'fast', '--epochs', '3', '--backend', 'wasm'],
  ])
  expect(run.stderr).not.toContain('error:')
})
afterAll(() => rmSync(parent, { recursive: true, force: true }))

function evaluate(...more: string[]): ReturnType<typeof textgate> {
  return textgate(['evaluate', model, '--data', data, '--backend', 'wasm', ...more])
}

describe('evaluate --report', () => {
  test('says where the page is and changes nothing else of the output', async () => {
    const [without, withReport] = [await evaluate(), await evaluate('--report', page)]
    expect(withReport.code).toBe(0)
    expect(withReport.stdout).toBe(`${without.stdout}wrote ${page}\n`)
    const [json, jsonWithReport] = [await evaluate('--json'), await evaluate('--report', page, '--json')]
    expect(jsonWithReport.json()).toEqual({ ...json.json(), report: page })
  })

  test('twice writes the same bytes, through ONNX Runtime too', async () => {
    const again = join(parent, 'again.html')
    await evaluate('--report', page)
    await evaluate('--report', again)
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(page, 'utf8'))
    expect((await textgate(['export', model, '--backend', 'wasm'])).code).toBe(0)
    await evaluate('--report', page)
    await evaluate('--report', again)
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(page, 'utf8'))
    expect(readFileSync(page, 'utf8')).toContain('ONNX Runtime')
  })

  test('shows the epochs that the training recorded', async () => {
    const { history } = JSON.parse(readFileSync(join(model, 'manifest.json'), 'utf8')).training
    expect(history).toHaveLength(3)
    await evaluate('--report', page)
    const text = readFileSync(page, 'utf8')
    for (const { trainingLoss, dev } of history) {
      expect(text).toContain(`>${trainingLoss.toFixed(4)}<`)
      expect(text).toContain(`>${dev.loss.toFixed(4)}<`)
    }
  })

  test.each([
    ['a page in a folder that cannot be', ['--report', join(data, 'page.html')], 1, 'REPORT_WRITE_FAILED'],
    ['a page that is no page', ['--report', data], 2, 'USAGE'],
    ['a label that there is not', ['--report', page, '--report-label', 'no'], 2, 'USAGE'],
    ['a language that it does not speak', ['--report', page, '--language', 'fr'], 2, 'USAGE'],
  ])('%s is refused before any row is read', async (_name, flags, code, errorCode) => {
    const nothing = ['evaluate', model, '--data', join(parent, 'none.jsonl'), '--backend', 'wasm']
    const run = await textgate([...nothing, ...flags])
    expect(run.stderr).toContain(`error: ${errorCode}`)
    expect(run.code).toBe(code)
  })
})

describe.skipIf(!hasBrowser)('the page in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
    await evaluate('--report', page, '--language', 'en')
  })
  afterAll(() => browser.close())

  const open = (options: Parameters<Browser['newPage']>[0] = {}) => openPage(browser, page, options)

  test.each([true, false])(
    'asks for nothing, complains of nothing and is not taken over; scripts on: %s',
    async (javaScriptEnabled) => {
      const { opened, requests, complaints } = await open({ javaScriptEnabled })
      expect(requests).toEqual([`file://${page}`])
      expect(complaints).toEqual([])
      expect(await opened.locator('html').getAttribute('id')).toBeNull()
      expect(await opened.locator('section h2').count()).toBe(12)
      expect(
        await opened.locator('blockquote', { hasText: '</style></td></title><script>' }).count(),
      ).toBeGreaterThan(0)
      await opened.close()
    },
  )

  test('every link of the contents leads to a part that can be seen', async () => {
    const { opened } = await open()
    const links = await opened.locator('nav a').all()
    expect(links).toHaveLength(12)
    for (const link of links) {
      const target = (await link.getAttribute('href')) as string
      await link.click()
      expect(await opened.locator(target).isVisible()).toBe(true)
    }
    await opened.close()
  })

  test.each([1280, 360])('fits a screen of %d pixels without scrolling sideways', async (width) => {
    const { opened } = await open({ viewport: { width, height: 800 } })
    await openAllDetails(opened)
    expect(await opened.evaluate('document.documentElement.scrollWidth')).toBe(width)
    await opened.close()
  })

  test.each(['light', 'dark'] as const)('has no fault that axe finds, in %s colours', async (colorScheme) => {
    const { opened } = await open({ colorScheme, bypassCSP: true })
    await openAllDetails(opened)
    expect(await faultsOf(opened)).toEqual([])
    await opened.close()
  })

  test('dark colours are dark, and paper is white', async () => {
    const { opened } = await open({ colorScheme: 'dark' })
    const ground = () => opened.evaluate('getComputedStyle(document.documentElement).backgroundColor')
    const dark = (await ground()) as string
    expect(Math.max(...(dark.match(/\d+/g) ?? ['255']).map(Number))).toBeLessThan(60)
    await opened.emulateMedia({ media: 'print' })
    expect(await ground()).toBe('rgb(255, 255, 255)')
    await opened.close()
  })
})
