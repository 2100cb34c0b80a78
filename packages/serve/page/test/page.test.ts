import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, openBrowser } from '../../../../tests/src/support/browser.ts'
import { faultsOf } from '../../../../tests/src/support/opened-page.ts'
import { sampleBundle } from '../../src/test/sample-bundle.ts'
import { removeBundles, startTestServer, type TestServer } from '../../src/test/test-server.ts'
import { askText, type OpenOptions, openPage, SCREENS } from './open-page.ts'

const TEXT = 'where is my parcel , I want a refund'
const sample = await sampleBundle()
const perClass = sample.manifest.labels.map((label) => ({
  label,
  precision: 0.5,
  recall: 0.25,
  f1: 1 / 3,
  support: 7,
}))
const metrics = {
  test: {
    rows: 1234,
    accuracy: 0.9125,
    macroF1: 0.9,
    microF1: 0.9125,
    loss: 0.3217,
    perClass,
    confusion: [],
  },
}
const bundles = {
  sample: { ...sample, manifest: { ...sample.manifest, metrics } },
  other: await sampleBundle({ seed: 2 }),
}
let server: TestServer
let browser: Browser

describe.skipIf(!hasBrowser)('the page', () => {
  beforeAll(async () => {
    server = await startTestServer(bundles)
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
    await removeBundles()
  })

  const open = (options: Partial<OpenOptions> = {}) =>
    openPage({ browser, serverUrl: server.url, ...options })

  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    test.each(Object.entries(SCREENS))(
      'has no fault that axe finds in any view, on a %s',
      async (_name, viewport) => {
        const { page, context } = await open({ colorScheme, viewport, bypassCSP: true })
        await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('sample')
        expect(await faultsOf(page)).toEqual([])
        await page.getByRole('combobox', { name: 'Compare with' }).selectOption('other')
        await askText(page, TEXT)
        await page.locator('.strongest').nth(1).waitFor()
        expect(await faultsOf(page)).toEqual([])
        await page.getByRole('link', { name: 'File' }).click()
        const buffer = Buffer.from(`text\n${`${TEXT}\n`.repeat(5)}`)
        await page.locator('input[type=file]').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer })
        await page.getByRole('button', { name: 'Classify 5 rows' }).click()
        await page
          .locator('.progress')
          .getByText(/^Finished/)
          .waitFor()
        expect(await faultsOf(page)).toEqual([])
        await page.getByRole('link', { name: 'Model' }).click()
        await page.getByText('By label').click()
        expect(await faultsOf(page)).toEqual([])
        await context.close()
      },
    )

    test('is as light or dark as the reader likes it', async () => {
      const { page, context } = await open({ colorScheme })
      const ground = (await page.evaluate(
        'getComputedStyle(document.documentElement).backgroundColor',
      )) as string
      const brightest = Math.max(...(ground.match(/\d+/g) ?? []).map(Number))
      expect(colorScheme === 'dark' ? 255 - brightest : brightest).toBeGreaterThan(200)
      await context.close()
    })
  })

  test('can be used by keyboard alone', async () => {
    const { page, context } = await open()
    const focused = () => page.evaluate('document.activeElement?.textContent || document.activeElement?.id')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Skip to content')
    await page.keyboard.press('Enter')
    for (const _ of ['model', 'version', 'text']) await page.keyboard.press('Tab')
    expect(await focused()).toBe('text')
    await page.keyboard.type(TEXT)
    await page.keyboard.press('Control+Enter')
    await page.locator('.headline').waitFor()
    // The status is read out by itself.
    await expect.poll(() => page.getByRole('status').textContent()).toMatch(/^Answer: .+, [\d.<>]+%$/)
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Classify')
    await tabTo(page, 'input[name=call-language]')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => page.locator('.call pre').textContent()).toContain('await fetch')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Copy')
    await page.reload()
    // Asked for long before it comes: the browser has to be told that nobody can see a dialogue.
    const dialogue = page.waitForEvent('filechooser')
    await tabTo(page, 'nav a[href="#file"]')
    await page.keyboard.press('Enter')
    await page.locator('.chooser').waitFor()
    await tabTo(page, 'input[type=file]')
    await page.keyboard.press('Enter')
    expect((await dialogue).isMultiple()).toBe(false)
    await context.close()
  })

  test('speaks the language of the browser, and another one when asked', async () => {
    const { page, context } = await open({ locale: 'zh-CN' })
    await page.getByRole('button', { name: '分类' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans')
    await page.getByRole('combobox', { name: '语言' }).selectOption('English')
    await page.getByRole('button', { name: 'Classify' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    await page.reload()
    await page.getByRole('button', { name: 'Classify' }).waitFor()
    await context.close()
  })

  test('a view can be linked to, and going back leaves it', async () => {
    const { page, context } = await open()
    await page.goto(`${server.url}/#model`)
    await page.getByRole('heading', { name: 'Model card' }).waitFor()
    await page.getByRole('link', { name: 'File' }).click()
    await page.goBack()
    await page.getByRole('heading', { name: 'Model card' }).waitFor()
    await expect.poll(() => page.locator('nav [aria-current]').textContent()).toBe('Model')
    await context.close()
  })

  test('shows the card of a model with its metrics and its certificate', async () => {
    const { page, context, complaints } = await open()
    await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('sample')
    await page.getByRole('link', { name: 'Model' }).click()
    const first = page.locator('tbody').first().locator('tr').first()
    expect(await first.textContent()).toBe('test1,23491.3%90.0%91.3%0.322')
    expect(await page.locator('.labels li').allTextContents()).toEqual(sample.manifest.labels)
    await page.getByText('By label, test part').click()
    expect(await page.locator('details tbody tr').first().textContent()).toBe('billing50.0%25.0%33.3%7')
    const figures = await page.locator('.figures').nth(1).textContent()
    expect(figures).toContain('Largest difference of a probability0.00')
    expect(figures).toContain('Limit of the difference1.0e-5')
    expect(figures).toContain('0'.repeat(64))
    expect(complaints).toEqual([])
    await context.close()
  })

  test('asks for the key that the server wants, tells a wrong one, and keeps it in the tab alone', async () => {
    const { page, context } = await open({
      prepare: (context) =>
        context.route('**/v1/**', async (route) => {
          if ((await route.request().headerValue('authorization')) === 'Bearer right') return route.fallback()
          return route.fulfill({ status: 401, json: { error: { code: 'UNAUTHORIZED', message: 'no' } } })
        }),
    })
    const key = page.getByLabel('API key')
    await key.waitFor()
    expect(await page.evaluate('document.activeElement?.type')).toBe('password')
    await key.fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByText('The server does not accept this key.').waitFor()
    await key.fill('right')
    await page.getByRole('button', { name: 'Use key' }).click()
    await askText(page, TEXT)
    expect(await page.locator('.call pre').textContent()).toContain('Bearer $TEXTGATE_API_KEY')
    expect(await page.content()).not.toContain('right')
    expect(await page.evaluate('[localStorage.length, document.cookie]')).toEqual([0, ''])
    await page.reload()
    await askText(page, TEXT)
    await page.getByRole('button', { name: 'Forget API key' }).click()
    await page.getByText('This server wants an API key.').waitFor()
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
    await context.close()
  })

  test('says why where the models cannot be asked for, and asks again', async () => {
    let isDown = true
    const { page, context } = await open({
      prepare: (context) =>
        context.route('**/v1/models', (route) => (isDown ? route.abort() : route.fallback())),
    })
    expect(await page.getByRole('alert').textContent()).toContain('Failed to fetch')
    isDown = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await askText(page, TEXT)
    await context.close()
  })
})

async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)})`)) return
  }
  throw new Error(`${selector} cannot be reached by keyboard`)
}
