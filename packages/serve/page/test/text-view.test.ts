import type { Prediction } from '@textgate/core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, openBrowser } from '../../../../tests/src/support/browser.ts'
import { loadClassifier } from '../../src/classifier.ts'
import { sampleBundle } from '../../src/test/sample-bundle.ts'
import { removeBundles, startTestServer, type TestServer } from '../../src/test/test-server.ts'
import { askText, type OpenOptions, openPage, SCREENS } from './open-page.ts'

const TEXT = 'I want a refund for this invoice , my order has not arrived'
const HOSTILE = `"></p><script>document.documentElement.id='taken'</script><img src=x onerror="document.documentElement.id='taken'">`
const bundles = {
  first: await sampleBundle(),
  grades: await sampleBundle({ labels: ['low', 'middle', 'high'], head: 'ordinal', seed: 3 }),
  hostile: await sampleBundle({ labels: [HOSTILE, 'other'] }),
  topics: await sampleBundle({ head: 'multi', answers: { thresholds: [0, 0.999999, 0, 0.999999] } }),
  unsure: await sampleBundle({
    answers: { unknown: { below: 1, wantedPrecision: 1, coverage: 0, precision: 1 } },
  }),
}
let server: TestServer
let browser: Browser

describe.skipIf(!hasBrowser)('the view of a text', () => {
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

  test.each(Object.entries(SCREENS))(
    'shows every probability as the classifier says, on a %s',
    async (_name, viewport) => {
      const { page, context, requests, complaints } = await open({ viewport })
      await askText(page, TEXT)
      await page.locator('.strongest').waitFor()
      const [prediction] = await predictions('first', TEXT)
      expect(await shownBars(page)).toEqual(expectedBars(prediction as Prediction))
      expect(await page.locator('.headline strong').textContent()).toBe(prediction?.label)
      expect(await page.locator('.latency').textContent()).toMatch(/^[\d.]+ ms$/)
      expect(await page.getByRole('status').textContent()).toContain(`Answer: ${prediction?.label}`)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width)
      expect(requests.filter((url) => !url.startsWith(server.url))).toEqual([])
      expect(complaints).toEqual([])
      await context.close()
    },
  )

  test('marks what mattered by line and ground, stronger where it mattered more', async () => {
    const { page, context } = await open()
    await askText(page, TEXT)
    await page.locator('.strongest').waitFor()
    expect(await page.locator('.marked').textContent()).toBe(TEXT)
    const looks = (await page.evaluate(`[...document.querySelectorAll('mark')].map((mark) => {
      const style = getComputedStyle(mark)
      const { textDecorationThickness, textDecorationStyle, backgroundColor } = style
      return { points: Number(mark.title), thickness: parseFloat(textDecorationThickness), style: textDecorationStyle, backgroundColor }
    })`)) as { points: number; thickness: number; style: string; backgroundColor: string }[]
    expect(looks.length).toBeGreaterThan(1)
    const byStrength = [...looks].sort((a, b) => Math.abs(a.points) - Math.abs(b.points))
    for (const [i, { points, style, thickness }] of byStrength.entries()) {
      expect(style).toBe(points > 0 ? 'solid' : 'dashed')
      expect(thickness).toBeGreaterThanOrEqual(byStrength[i - 1]?.thickness ?? 1)
    }
    expect(byStrength.at(-1)?.thickness).toBe(4)
    const strongest = byStrength.at(-1)?.points as number
    const first = page.locator('.strongest li').first()
    expect(await first.textContent()).toContain(`${strongest > 0 ? '+' : ''}${strongest.toFixed(1)} pp`)
    expect(await first.textContent()).toContain(strongest > 0 ? 'speaks for' : 'speaks against')
    await context.close()
  })

  test('explains another label when asked', async () => {
    const { page, context } = await open()
    await askText(page, TEXT)
    const label = page.getByLabel('for the label')
    await label.waitFor()
    const [asked] = await Promise.all([page.waitForRequest('**/v1/explain'), label.selectOption('退款')])
    expect(asked.postDataJSON()).toEqual({ text: TEXT, model: 'first', label: '退款' })
    await context.close()
  })

  test('says which labels a model of many labels answers, and keeps the order of grades', async () => {
    const { page, context } = await open()
    await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('topics')
    await askText(page, TEXT)
    const [several] = await predictions('topics', TEXT)
    expect(several?.labels?.length).toBeGreaterThan(0)
    expect(await page.locator('.headline strong').textContent()).toBe(several?.labels?.join(', '))
    const stressed = await page.locator('.bars .stressed .bar-name').allTextContents()
    expect(stressed).toEqual(several?.labels?.map((label) => `${label} ✓ answered`))

    await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('grades')
    const names = page.locator('.bar-name')
    await expect
      .poll(async () => (await names.allTextContents()).map((name) => name.split(' ')[0]))
      .toEqual(bundles.grades.manifest.labels)
    await context.close()
  })

  test('says in words that an unsure answer is withheld', async () => {
    const { page, context } = await open()
    await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('unsure')
    await askText(page, TEXT)
    expect(await page.locator('.headline strong').textContent()).toBe('unknown')
    expect(await page.locator('.answer').textContent()).toContain('not probable enough')
    expect(await page.locator('.stressed').count()).toBe(0)
    await context.close()
  })

  test('shows two models side by side, each with its own answer to the same text', async () => {
    const { page, context } = await open()
    await page.getByLabel('Compare with').selectOption({ label: 'grades' })
    await askText(page, TEXT)
    await page.locator('.answer .headline').nth(1).waitFor()
    for (const [i, model] of (['first', 'grades'] as const).entries()) {
      const panel = page.getByRole('region', { name: `Answer of ${model}` })
      const [prediction] = await predictions(model, TEXT)
      expect(await panel.locator('.headline strong').textContent()).toBe(prediction?.label)
      expect((await panel.boundingBox())?.x).toBeGreaterThan(i * 600)
    }
    await context.close()
  })

  test('says so where the server does not explain, where it fails, and where a model takes tensors', async () => {
    const { page, context } = await open({
      prepare: async (context) => {
        await context.route('**/v1/explain', (route) =>
          route.fulfill({
            status: 404,
            json: { error: { code: 'REQUEST_INVALID', message: 'there is no /v1/explain' } },
          }),
        )
        const tensors = { inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 3] }], outputs: [] }
        await context.route('**/v1/models/numbers', (route) =>
          route.fulfill({ json: { name: 'numbers', version: '1', kind: 'tensors', ...tensors } }),
        )
        await context.route('**/v1/models', (route) => {
          const model = (name: string, kind: string) => ({
            name,
            versions: ['1'],
            default_version: '1',
            kind,
          })
          return route.fulfill({
            json: { models: [model('first', 'text'), model('gone', 'text'), model('numbers', 'tensors')] },
          })
        })
      },
    })
    await askText(page, TEXT)
    await page.getByText('This server does not tell which words mattered.').waitFor()
    await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('gone')
    expect(await page.getByRole('alert').textContent()).toContain('MODEL_NOT_FOUND')
    await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('numbers')
    await page.getByText('numbers is no text classifier').waitFor()
    expect(await page.getByLabel('Your text').count()).toBe(0)
    await page.getByRole('link', { name: 'Model' }).click()
    await page.getByText('x FP32 [?, 3]').waitFor()
    expect(await page.locator('main').textContent()).toContain('tensors in, tensors out')
    await context.close()
  })

  test('asks for a version by its number, but for the default one', async () => {
    const { page, context } = await open({
      prepare: async (context) => {
        const model = { name: 'first', versions: ['1', '2'], default_version: '2', kind: 'text' }
        await context.route('**/v1/models', (route) => route.fulfill({ json: { models: [model] } }))
        await context.route('**/v1/classify', (route) => {
          const label = `version ${route.request().postDataJSON().version}`
          const prediction = { label, probability: 1, probabilities: { [label]: 1 } }
          return route.fulfill({ json: { predictions: [prediction] } })
        })
      },
    })
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption('first, version 1')
    await askText(page, TEXT)
    await page.locator('.answer .headline').nth(1).waitFor()
    const answers = page.locator('.headline strong')
    expect(await answers.allTextContents()).toEqual(['version undefined', 'version 1'])
    await page.getByRole('combobox', { name: 'Version' }).selectOption('1')
    await expect.poll(() => answers.allTextContents()).toEqual(['version 1'])
    await context.close()
  })

  test('takes neither a text nor a label for markup', async () => {
    const { page, context, complaints } = await open()
    await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('hostile')
    await askText(page, HOSTILE)
    await page.getByRole('heading', { name: 'Words that mattered' }).waitFor()
    expect(await page.locator('.bar-name').allTextContents()).toContain(HOSTILE)
    expect(await page.locator('html').getAttribute('id')).toBeNull()
    expect(complaints).toEqual([])
    await context.close()
  })

  test('gives the call as programs, which the button copies', async () => {
    const { page, context } = await open({ permissions: ['clipboard-read', 'clipboard-write'] })
    await page.getByLabel('Your text').fill(TEXT)
    for (const language of ['curl', 'TypeScript', 'Python']) {
      await page.getByRole('radio', { name: language }).check()
      await page.getByRole('button', { name: /Copy|Copied/ }).click()
      const shown = await page.locator('.call pre').textContent()
      expect(shown).toContain(TEXT)
      expect(shown).toContain(`${server.url}/v1/classify`)
      await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(shown)
    }
    await expect.poll(() => page.getByRole('status').textContent()).toBe('Copied')
    await context.close()
  })
})

async function predictions(name: keyof typeof bundles, text: string): Promise<readonly Prediction[]> {
  const classifier = await loadClassifier(bundles[name])
  const answers = await classifier.classify([text])
  await classifier.close()
  return answers
}

async function shownBars(page: Page): Promise<string[][]> {
  const names = await page.locator('.bar-name').allTextContents()
  const values = await page.locator('.bar-value').allTextContents()
  return names.map((name, i) => [name, values[i] as string])
}

function expectedBars({ label, probabilities }: Prediction): string[][] {
  return Object.entries(probabilities)
    .sort(([, a], [, b]) => b - a)
    .map(([name, share]) => [name === label ? `${name} ✓ answered` : name, `${(share * 100).toFixed(1)}%`])
}
