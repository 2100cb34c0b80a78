import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const python =
  process.env.TEXTGATE_PYTHON ?? fileURLToPath(new URL('../../../.cache/venv/bin/python', import.meta.url))
const found = spawnSync(python, ['-c', 'import torch'], { encoding: 'utf8' })

/** Path of a Python that has torch, or undefined, after printing why the tests that need it are skipped. */
export const pythonWithTorch = found.status === 0 ? python : undefined

if (pythonWithTorch === undefined) {
  const reason = found.error?.message ?? found.stderr.trim().split('\n').at(-1)
  console.log(`comparisons with torch are skipped: ${reason}; set TEXTGATE_PYTHON to a Python that has torch`)
}

/** Runs a script with JSON on standard input and reads JSON from its standard output. */
export function runPython(script, input) {
  return JSON.parse(execFileSync(python, ['-c', script], { input: JSON.stringify(input), encoding: 'utf8' }))
}
