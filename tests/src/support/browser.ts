import { type Browser, chromium } from 'playwright-core'
import { findBrowser } from '../../../scripts/find-browser.mjs'

const path = findBrowser()

/** Whether there is a browser; where there is none, why its tests are skipped has been printed. */
export const hasBrowser = path !== undefined

if (path === undefined) {
  console.log(
    'tests in a browser are skipped: no Chromium on the search path; `apt-get install chromium`, or TEXTGATE_CHROMIUM names one',
  )
}

/** Starts the browser without a window; close it. */
export function openBrowser(): Promise<Browser> {
  if (path === undefined) throw new Error('there is no browser')
  return chromium.launch({ executablePath: path })
}
