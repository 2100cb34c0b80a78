import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const python =
  process.env.TEXTGATE_PYTHON ?? fileURLToPath(new URL('../../../.cache/venv/bin/python', import.meta.url))

/** Path of a Python that has a module, or undefined, after printing why the tests that need it are skipped. */
export function pythonWith(module) {
  const found = spawnSync(python, ['-c', `import ${module}`], { encoding: 'utf8' })
  if (found.status === 0) return python
  const reason = found.error?.message ?? found.stderr.trim().split('\n').at(-1)
  console.log(
    `comparisons with ${module} are skipped: ${reason}; set TEXTGATE_PYTHON to a Python that has ${module}`,
  )
  return undefined
}

/** Runs a script with JSON on standard input and reads JSON from its standard output. */
export function runPython(script, input) {
  return JSON.parse(execFileSync(python, ['-c', script], { input: JSON.stringify(input), encoding: 'utf8' }))
}
