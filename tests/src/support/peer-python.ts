import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './workspace.ts'

/** The Python of tests that compare with its libraries. */
export const peerPython = process.env.TEXTGATE_PYTHON ?? join(ROOT, '.cache/venv/bin/python')

/** Why Python modules cannot be used; undefined when all can. */
export function missingPeers(modules: readonly string[]): string | undefined {
  if (!existsSync(peerPython)) return `no Python at ${peerPython} (set TEXTGATE_PYTHON)`
  const script = `import importlib.util, sys; print(*[m for m in sys.argv[1:] if not importlib.util.find_spec(m)])`
  const missing = spawnSync(peerPython, ['-c', script, ...modules], { encoding: 'utf8' }).stdout.trim()
  return missing === '' ? undefined : `${peerPython} has no ${missing}`
}
