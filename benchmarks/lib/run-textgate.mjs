import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repositoryFolder } from './report.mjs'

/** The command as it was built here. */
export const textgateMain = join(repositoryFolder, 'packages/cli/dist/main.js')

/** Runs one command of textgate to its end; rejects when it fails. */
export async function runTextgate(args, log) {
  log(`$ textgate ${args.join(' ')}`)
  await promisify(execFile)(process.execPath, [textgateMain, ...args], { maxBuffer: 2 ** 26 })
}
