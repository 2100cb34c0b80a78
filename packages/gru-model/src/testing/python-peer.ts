import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../../../', import.meta.url))
const python = process.env.TEXTGATE_PYTHON ?? `${repository}.cache/venv/bin/python`

/** Why a Python module cannot be used; undefined when it can. */
export function missingPeer(module: string): string | undefined {
  if (!existsSync(python)) return `no Python at ${python} (set TEXTGATE_PYTHON)`
  // Finding takes a moment, importing torch takes seconds.
  const script = `import importlib.util, sys; sys.exit(importlib.util.find_spec('${module}') is None)`
  const { status } = spawnSync(python, ['-c', script])
  return status === 0 ? undefined : `${python} has no ${module}`
}

/** Runs a script of this folder with `input` as JSON on its standard input; gives the JSON that it prints. */
export function runPeer(script: string, input: unknown): unknown {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const { status, stdout, stderr } = spawnSync(python, [path], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`)
  return JSON.parse(stdout)
}
