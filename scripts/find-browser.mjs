import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Chromium by the names that systems give it; Chrome is one too. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path of a Chromium: the one that TEXTGATE_CHROMIUM names, else one of the search path; undefined where there is none. */
export function findBrowser() {
  if (process.env.TEXTGATE_CHROMIUM) return process.env.TEXTGATE_CHROMIUM
  const folders = (process.env.PATH ?? '').split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
