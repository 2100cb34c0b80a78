import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'

/** A page as opened from disk, with everything that it asked for and complained about. */
export async function openPage(
  browser: Browser,
  file: string,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<{ opened: Page; requests: string[]; complaints: string[] }> {
  const opened = await browser.newPage(options)
  const requests: string[] = []
  const complaints: string[] = []
  opened.on('request', (request) => requests.push(request.url()))
  opened.on('console', (message) => complaints.push(message.text()))
  opened.on('pageerror', (error) => complaints.push(error.message))
  await opened.goto(`file://${file}`)
  return { opened, requests, complaints }
}

/** Opens whatever a reader can open. */
export async function openAllDetails(opened: Page): Promise<void> {
  await opened.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
}

/** What axe finds wrong in contrast and structure; the page must have been opened with `bypassCSP`. */
export async function faultsOf(opened: Page): Promise<string[]> {
  await opened.addScriptTag({ content: axe.source })
  const { violations } = (await opened.evaluate('axe.run()')) as axe.AxeResults
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
