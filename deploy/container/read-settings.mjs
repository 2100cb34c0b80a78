import { readFileSync } from 'node:fs'

/**
 * Reads the file that TEXTGATE_SETTINGS names: `processes`, into how many the server is split, and members of `ServerOptions` of
 * @textgate/serve, which refuses what it does not know.
 */
export function readSettings() {
  return JSON.parse(readFileSync(process.env.TEXTGATE_SETTINGS, 'utf8'))
}
