import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

/** A page as a reader has it, with all that it asked for and complained about. */
export interface OpenedPage {
  readonly page: Page
  readonly context: BrowserContext
  readonly requests: string[]
  readonly complaints: string[]
}

/** What a page is opened over. */
export interface OpenOptions extends BrowserContextOptions {
  readonly browser: Browser
  readonly serverUrl: string
  /** Runs before the page is asked for, to put other answers in the server's place. */
  readonly prepare?: (context: BrowserContext) => Promise<unknown>
}

/** The sizes of screens on which everything must work. */
export const SCREENS = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 375, height: 740 },
} as const

/** Opens the page of a server and waits for its models. */
export async function openPage({
  browser,
  serverUrl,
  prepare,
  ...options
}: OpenOptions): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: SCREENS.desktop, locale: 'en-US', ...options })
  await prepare?.(context)
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const requests: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(serverUrl)
  await page.locator('main .fields, main .problem').first().waitFor()
  return { page, context, requests, complaints }
}

/** Gives the text to the page and waits until it is answered. */
export async function askText(page: Page, text: string): Promise<void> {
  await page.getByLabel('Your text').fill(text)
  await page.getByRole('button', { name: 'Classify' }).click()
  await page.locator('.answer .headline').first().waitFor()
}
