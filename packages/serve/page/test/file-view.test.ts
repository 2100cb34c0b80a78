import { readFile } from 'node:fs/promises'
import type { Prediction } from '@textgate/core'
import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, openBrowser } from '../../../../tests/src/support/browser.ts'
import { loadClassifier } from '../../src/classifier.ts'
import { sampleBundle } from '../../src/test/sample-bundle.ts'
import { sampleTexts } from '../../src/test/sample-texts.ts'
import { removeBundles, startTestServer, type TestServer } from '../../src/test/test-server.ts'
import { formatCsv } from '../csv/format-csv.ts'
import { parseCsv } from '../csv/parse-csv.ts'
import { type OpenOptions, openPage, SCREENS } from './open-page.ts'

const bundles = { sample: await sampleBundle(), other: await sampleBundle({ seed: 2 }) }
const { labels } = bundles.sample.manifest
/** Texts with all that CSV gives a meaning. */
const TEXTS = sampleTexts(500, 12).map((text, i) => (i % 5 === 0 ? `"quoted", ${text}\nsecond line` : text))
const FILE = [['id', 'message', 'note'], ...TEXTS.map((text, i) => [`${i}`, text, i % 2 ? 'a; b' : ''])]
let server: TestServer
let browser: Browser
let expected: readonly Prediction[]

describe.skipIf(!hasBrowser)('the view of a file', () => {
  beforeAll(async () => {
    const classifier = await loadClassifier(bundles.sample)
    expected = await classifier.classify(TEXTS)
    await classifier.close()
    server = await startTestServer(bundles)
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
    await removeBundles()
  })

  const open = async (options: Partial<OpenOptions> = {}) => {
    const opened = await openPage({ browser, serverUrl: server.url, ...options })
    await opened.page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('sample')
    await opened.page.getByRole('link', { name: 'File' }).click()
    return opened
  }

  test.each(Object.entries(SCREENS))(
    'answers every row of a file and gives it back whole, on a %s',
    async (_name, viewport) => {
      const { page, context, requests, complaints } = await open({ viewport })
      await choose(page, formatCsv(FILE, ';'))
      expect(await page.getByLabel('Text column').inputValue()).toBe('1')
      await page.getByRole('button', { name: 'Classify 500 rows' }).click()
      await page
        .locator('.progress')
        .getByText(/^Finished: 500 rows/)
        .waitFor()
      await page.getByLabel('with the probability of every label').check()
      const { rows, separator } = await download(page)
      expect(separator).toBe(';')
      const added = [
        'predicted_label',
        'predicted_probability',
        'prediction_error',
        ...labels.map((label) => `probability_${label}`),
      ]
      expect(rows[0]).toEqual([...(FILE[0] as string[]), ...added])
      expect(rows).toHaveLength(501)
      for (const [i, { label, probability, probabilities }] of expected.entries()) {
        const shares = labels.map((name) => Object.entries(probabilities).find(([key]) => key === name)?.[1])
        const cells = [label, probability, '', ...shares].map(String)
        expect(rows[i + 1]).toEqual([...(FILE[i + 1] as string[]), ...cells])
      }
      const counts = page.getByRole('region', { name: 'Answers' }).locator('.bar-value')
      const total = (await counts.allTextContents()).reduce((sum, text) => sum + Number.parseInt(text, 10), 0)
      expect(total).toBe(500)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width)
      expect(requests.filter((url) => !/^(blob:)?http:\/\/127\.0\.0\.1:/.test(url))).toEqual([])
      expect(complaints).toEqual([])
      await context.close()
    },
  )

  test('a dropped file without names of columns is read by number', async () => {
    const { page, context } = await open()
    await page.evaluate(`{
      const transfer = new DataTransfer()
      transfer.items.add(new File(['1,my order\\n2,我要退款'], 'dropped.csv'))
      document.querySelector('.chooser').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true }))
    }`)
    await page.getByLabel('The first row has the names of the columns').uncheck()
    await page.getByLabel('Text column').selectOption('Column 2')
    await page.getByRole('button', { name: 'Classify 2 rows' }).click()
    await page
      .locator('.progress')
      .getByText(/^Finished: 2 rows/)
      .waitFor()
    const { rows } = await download(page)
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['column_1', 'column_2', 'predicted_label'],
      ['1', 'my order', expect.any(String)],
      ['2', '我要退款', expect.any(String)],
    ])
    await context.close()
  })

  test('cancelling keeps what is answered, and going on answers the rest', async () => {
    let held: Route[] = []
    let isHeld = true
    const { page, context } = await open({
      prepare: (context) =>
        context.route('**/v1/classify', (route) => {
          if (isHeld && held.push(route) > 2) return undefined
          return route.continue()
        }),
    })
    await choose(page, formatCsv(FILE, ','))
    await page.getByRole('button', { name: 'Classify 500 rows' }).click()
    await page.locator('.progress').getByText('128 of 500 rows').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.locator('.progress').getByText('128 of 500 rows · Cancelled').waitFor()
    const half = await download(page)
    expect(half.rows.filter((row) => row[3] !== '')).toHaveLength(129)
    expect(half.rows).toHaveLength(501)
    ;[isHeld, held] = [false, []]
    await page.getByRole('button', { name: 'Go on with 372 rows' }).click()
    await page
      .locator('.progress')
      .getByText(/^Finished: 372 rows/)
      .waitFor()
    const whole = await download(page)
    expect(whole.rows.slice(1).map((row) => row[3])).toEqual(expected.map(({ label }) => label))
    await context.close()
  })

  test('another model is asked when it is told to, and not before', async () => {
    const { page, context } = await open()
    const model = page.getByRole('combobox', { name: 'Model', exact: true })
    await choose(page, formatCsv(FILE, ','))
    await page.getByRole('button', { name: 'Classify 500 rows' }).click()
    await page
      .locator('.progress')
      .getByText(/^Finished: 500 rows/)
      .waitFor()
    await model.selectOption('other')
    await page.getByText('These answers are of sample.').waitFor()
    expect((await download(page)).rows.slice(1).map((row) => row[3])).toEqual(
      expected.map(({ label }) => label),
    )
    await page.getByRole('button', { name: 'Classify 500 rows' }).click()
    await page.getByText('These answers are of sample.').waitFor({ state: 'detached' })
    await page
      .locator('.progress')
      .getByText(/^Finished: 500 rows/)
      .waitFor()
    const { rows } = await download(page)
    const classifier = await loadClassifier(bundles.other)
    const answers = await classifier.classify(TEXTS)
    await classifier.close()
    expect(rows.slice(1).map((row) => row[3])).toEqual(answers.map(({ label }) => label))
    await context.close()
  })

  test('a row that the server refuses is shown with the reason, and can be asked again', async () => {
    let isRefused = true
    const { page, context } = await open({
      prepare: (context) =>
        context.route('**/v1/classify', (route) => {
          const texts: string[] = route.request().postDataJSON().text
          if (!isRefused || !texts.includes(TEXTS[7] as string)) return route.continue()
          const error = { code: 'REQUEST_TOO_LARGE', message: 'this text is too long' }
          return route.fulfill({ status: 413, json: { error } })
        }),
    })
    await choose(page, formatCsv(FILE, ','))
    await page.getByRole('button', { name: 'Classify 500 rows' }).click()
    await page.locator('.progress').getByText('1 failed').waitFor()
    await page.getByLabel('Show', { exact: false }).selectOption('failed only')
    await expect
      .poll(() => page.locator('tbody tr').allTextContents())
      .toEqual([expect.stringContaining('REQUEST_TOO_LARGE this text is too long')])
    expect(await page.locator('tbody td').first().textContent()).toBe('9')
    const { rows } = await download(page)
    expect(rows[8]?.slice(3)).toEqual(['', '', 'REQUEST_TOO_LARGE: this text is too long'])
    expect(rows.filter((row) => row[3] !== '')).toHaveLength(500)
    isRefused = false
    await page.getByRole('button', { name: 'Ask 1 failed row again' }).click()
    await page
      .locator('.progress')
      .getByText(/^Finished: 1 row in/)
      .waitFor()
    expect((await download(page)).rows[8]?.[3]).toBe(expected[7]?.label)
    await context.close()
  })

  test('a server that goes away stops the work with a reason, and loses no answer', async () => {
    const { page, context } = await open({
      prepare: (context) =>
        context.route('**/v1/classify', (route) => {
          const texts: string[] = route.request().postDataJSON().text
          if (texts.includes(TEXTS[0] as string)) return route.continue()
          return route.fulfill({
            status: 404,
            json: { error: { code: 'MODEL_NOT_FOUND', message: 'it was unloaded' } },
          })
        }),
    })
    await choose(page, formatCsv(FILE, ','))
    await page.getByRole('button', { name: 'Classify 500 rows' }).click()
    expect(await page.getByRole('alert').textContent()).toBe('Stopped: MODEL_NOT_FOUND it was unloaded')
    await page.locator('.progress').getByText('64 of 500 rows').waitFor()
    expect((await download(page)).rows.filter((row) => row[3] !== '')).toHaveLength(65)
    await context.close()
  })
})

async function choose(page: Page, csv: string): Promise<void> {
  const file = { name: 'messages.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) }
  await page.locator('input[type=file]').setInputFiles(file)
}

async function download(page: Page): Promise<ReturnType<typeof parseCsv>> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download result' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/\.classified\.csv$/)
  const text = await readFile(await file.path(), 'utf8')
  expect(text.startsWith('\uFEFF')).toBe(true)
  return parseCsv(text)
}
