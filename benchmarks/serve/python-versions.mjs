import { spawnSync } from 'node:child_process'

const PACKAGES = ['fastapi', 'uvicorn', 'uvloop', 'httptools', 'onnxruntime', 'tokenizers']
const PROGRAM = `
import importlib.metadata as m, json, sys
def version(name):
    try: return m.version(name)
    except m.PackageNotFoundError: return None
print(json.dumps({"python": sys.version.split()[0], **{name: version(name) for name in sys.argv[1:]}}))
`

/** Versions of Python and the peers' packages, those that are there. */
export function pythonVersions(python) {
  const { status, stdout } = spawnSync(python, ['-c', PROGRAM, ...PACKAGES], { encoding: 'utf8' })
  if (status !== 0) return {}
  const found = Object.entries(JSON.parse(stdout)).filter(([, version]) => version !== null)
  return Object.fromEntries(
    found.map(([name, version]) => [name === 'python' ? 'Python' : `${name} (Python)`, version]),
  )
}
