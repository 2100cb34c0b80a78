import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Prediction } from '@textgate/core'
import { loadClassifier } from '@textgate/serve'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseCsv } from '../../../packages/serve/page/csv/parse-csv.ts'
import { sampleBundle } from '../../../packages/serve/src/test/sample-bundle.ts'
import { sampleTexts } from '../../../packages/serve/src/test/sample-texts.ts'
import { removeBundles, writeBundles } from '../../../packages/serve/src/test/test-server.ts'
import { hasBrowser, openBrowser } from '../../../tests/src/support/browser.ts'

const TEXTS = sampleTexts(200, 100)
const [plain, rounded] = [await sampleBundle(), await sampleBundle({ seed: 3 })]
const quantization = { mode: 'int8', texts: 1, largestDifference: 0, agreement: 1 }
const bundles = {
  sample: {
    ...plain,
    variants: { int8: { onnx: rounded.onnx, certificate: { ...rounded.certificate, quantization } } },
  },
  topics: await sampleBundle({ head: 'multi', seed: 2, answers: { thresholds: [0.2, 0.4, 0.6, 0.8] } }),
}
let folder: string
let process: ChildProcess
let url: string
let browser: Browser

describe.skipIf(!hasBrowser)('the page in a browser alone', () => {
  beforeAll(async () => {
    folder = await writeBundles(bundles)
    await cp(join(folder, 'sample'), join(folder, 'tampered'), { recursive: true })
    const model = await readFile(join(folder, 'tampered/model.onnx'))
    await writeFile(join(folder, 'tampered/model.onnx'), model.fill(0, model.length - 1))
    // Nothing but the three files that the page needs.
    for (const name of Object.keys(bundles)) await rm(join(folder, name, 'weights.safetensors'))
    const served = ['sample', 'topics', 'tampered'].map((name) => join(folder, name))
    const script = join(import.meta.dirname, '../serve.mjs')
    process = spawn('node', [script, ...served, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(process.stdout as NodeJS.ReadableStream, 'data')
    url = String(line).trim()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    process.kill()
    await removeBundles()
  })

  const open = async () => {
    const page = await browser.newPage({ locale: 'en-US' })
    const requests: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(url)
    return { page, requests, complaints }
  }

  test.each(Object.keys(bundles) as (keyof typeof bundles)[])(
    'has the probabilities of loadClassifier within 1e-5: %s',
    async (name) => {
      const { page, requests, complaints } = await open()
      await chooseModel(page, name)
      await page.getByRole('link', { name: 'File' }).click()
      const buffer = Buffer.from(`text\r\n${TEXTS.map((text) => `"${text}"\r\n`).join('')}`)
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'texts.csv', mimeType: 'text/csv', buffer })
      await page.getByRole('button', { name: 'Classify 200 rows' }).click()
      await page.locator('.progress').getByText('Finished: 200 rows').waitFor()
      await page.getByLabel('with the probability of every label').check()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download result' }).click(),
      ])
      const { rows } = parseCsv(await readFile(await download.path(), 'utf8'))
      const expected = await predictions(name, TEXTS)
      expect(rows).toHaveLength(expected.length + 1)
      for (const [i, { label, labels, probabilities }] of expected.entries()) {
        const [text, answer, , failure, ...shares] = rows[i + 1] as string[]
        expect([text, answer, failure]).toEqual([TEXTS[i], labels?.join('|') ?? label, ''])
        for (const [at, share] of shares.entries()) {
          const own = new Map(Object.entries(probabilities)).get(bundles[name].manifest.labels[at] as string)
          expect(Math.abs(Number(share) - (own as number))).toBeLessThanOrEqual(1e-5)
        }
      }
      expect(requests.filter((request) => !/^(blob:)?http:\/\/127\.0\.0\.1:/.test(request))).toEqual([])
      expect(requests.filter((request) => request.includes('/v1/'))).toEqual([])
      expect(complaints).toEqual([])
      await page.close()
    },
  )

  test('runs a quantised form of a model where it is chosen as the version', async () => {
    const { page, complaints } = await open()
    await chooseModel(page, 'sample')
    await page.getByRole('combobox', { name: 'Version' }).selectOption('int8')
    await page.getByLabel('Your text').fill('where is my parcel')
    await page.getByRole('button', { name: 'Classify' }).click()
    await page.locator('.headline').waitFor()
    const classifier = await loadClassifier(bundles.sample, { variant: 'int8' })
    const [prediction] = await classifier.classify(['where is my parcel'])
    await classifier.close()
    const shown = `${((prediction?.probability ?? 0) * 100).toFixed(1)}%`
    expect(await page.locator('.headline .number').textContent()).toBe(shown)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('explains by leaving tokens out, and shows two models side by side', async () => {
    const { page, complaints } = await open()
    const text = 'I want a refund for this invoice'
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption('topics')
    await page.getByLabel('Your text').fill(text)
    await page.getByRole('button', { name: 'Classify' }).click()
    await page.locator('.strongest').nth(1).waitFor()
    const strongest = page.locator('.strongest').first().locator('li').first()
    const word = (await strongest.locator('.word').textContent()) as string
    const [whole, without] = await predictions('sample', [
      text,
      text.replace(`${word} `, '').replace(` ${word}`, ''),
    ])
    const label = await page.getByLabel('for the label').first().inputValue()
    const share = (one?: Prediction) => new Map(Object.entries(one?.probabilities ?? {})).get(label) as number
    const points = Number((await strongest.locator('.number').textContent())?.replace(' pp', ''))
    expect(Math.abs(points - 100 * (share(whole) - share(without)))).toBeLessThan(0.06)
    expect(await page.locator('.call').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('refuses a bundle whose file is not the one that the manifest names', async () => {
    const { page } = await open()
    await chooseModel(page, 'tampered')
    await page.getByLabel('Your text').fill('my order')
    await page.getByRole('button', { name: 'Classify' }).click()
    expect(await page.getByRole('alert').first().textContent()).toContain('BUNDLE_FILE_TAMPERED')
    await page.close()
  })

  test.each([
    '/bundles/other/manifest.json',
    '/bundles/sample/../../package.json',
    '/bundles/sample/..%2f..%2fpackage.json',
    '/..%2fpackage.json',
  ])('serves nothing outside its folders: %s', async (path) => {
    expect((await fetch(new URL(path, url))).status).toBe(404)
  })
})

async function chooseModel(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption(name)
}

async function predictions(
  name: keyof typeof bundles,
  texts: readonly string[],
): Promise<readonly Prediction[]> {
  const classifier = await loadClassifier(bundles[name])
  const answers = await classifier.classify(texts)
  await classifier.close()
  return answers
}
