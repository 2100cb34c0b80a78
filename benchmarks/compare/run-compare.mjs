import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const textgateMain = join(import.meta.dirname, '../../packages/cli/dist/main.js')

/** One `textgate compare` as a process. @returns the content of compare.json, and the text of compare.md */
export function runCompare(args, { folder, log }) {
  const whole = ['compare', ...args, '--out', folder]
  log(`$ textgate ${whole.join(' ')}`)
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [textgateMain, ...whole], { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', log)
    child.once('error', reject)
    child.once('close', (code) => {
      if (code !== 0) return reject(new Error(`textgate compare ended with ${code}`))
      const read = (name) => readFileSync(join(folder, name), 'utf8')
      resolve({ comparison: JSON.parse(read('compare.json')), page: read('compare.md') })
    })
  })
}
