import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { runCommand } from '../run-command.ts'
import { tfjsNodeFolder } from './fetch-tfjs-node.ts'
import type { InstallContext } from './install-context.ts'

/** Longest time for the compiler, in milliseconds; it takes some ten seconds. */
const BUILD_TIMEOUT_MS = 10 * 60_000

/** The newest version of Node-API that tfjs-node knows; every supported Node has it, so one build serves all. */
const NODE_API_VERSION = 8

/**
 * Compiles tfjs-node's two C++ files and links them with the library. It is called without node-gyp, which would need
 * Python and download Node's headers: the binding uses Node-API alone, whose headers come as an npm package.
 */
export async function buildBinding(libraries: readonly string[], context: InstallContext): Promise<void> {
  const folder = tfjsNodeFolder(context.staging)
  const output = join(folder, 'lib', `napi-v${NODE_API_VERSION}`, 'tfjs_binding.node')
  await mkdir(dirname(output), { recursive: true })
  const nodeApi = createRequire(import.meta.url).resolve('node-api-headers')
  const mac = process.platform === 'darwin'
  await runCommand(
    await compiler(),
    [
      ...['-std=c++17', '-O2', '-fPIC', `-DNAPI_VERSION=${NODE_API_VERSION}`],
      ...(mac ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared']),
      ...['-I', join(dirname(nodeApi), 'include'), '-I', join(folder, 'deps', 'include')],
      ...[join(folder, 'binding', 'tfjs_backend.cc'), join(folder, 'binding', 'tfjs_binding.cc')],
      ...libraries,
      `-Wl,-rpath,${mac ? '@loader_path' : '$ORIGIN'}/../../deps/lib`,
      ...['-o', output],
    ],
    { timeoutMs: BUILD_TIMEOUT_MS, folder, signal: context.signal },
  )
}

/** A C++ compiler: `CXX`, else the system's. */
export async function compiler(): Promise<string> {
  const own = process.env.CXX
  const candidates = own === undefined || own === '' ? ['c++', 'g++', 'clang++'] : [own]
  for (const candidate of candidates) {
    try {
      await runCommand(candidate, ['--version'], { timeoutMs: 60_000 })
      return candidate
    } catch {
      // The next one may do.
    }
  }
  const way = process.platform === 'darwin' ? 'xcode-select --install' : 'apt-get install g++, or its like'
  throw new Error(`there is no C++ compiler (tried ${candidates.join(', ')}); install one: ${way}`)
}
