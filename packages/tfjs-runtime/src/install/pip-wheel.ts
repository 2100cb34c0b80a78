import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../run-command.ts'
import type { InstallContext } from './install-context.ts'
import type { LibrarySource } from './library-source.ts'
import { sha256OfFile } from './sha256-of-file.ts'

/** Longest time for pip to fetch the wheel (270 MB), in milliseconds. */
const PIP_TIMEOUT_MS = 30 * 60_000

/** Tags of wheels that any current Linux takes. */
const LINUX_PLATFORMS = ['manylinux2014', 'manylinux_2_17', 'manylinux_2_27', 'manylinux_2_28']

/**
 * The library inside a `tensorflow-cpu` or `tensorflow` wheel, fetched by pip, which knows the user's mirrors, proxies
 * and certificates. The library does not care for Python's version, so a Python too new for TensorFlow asks for the
 * wheel of another.
 */
export function pipWheel(): LibrarySource {
  const name = 'pip wheel'
  return {
    name,
    async fetch(context) {
      const folder = join(context.staging, 'download')
      await mkdir(folder, { recursive: true })
      const reasons: string[] = []
      for (const request of requests()) {
        context.onStep({ step: 'fetch', source: name, text: `pip download ${request.at(-1)}` })
        try {
          await pip(['download', '--no-deps', '--only-binary=:all:', '-d', folder, ...request], context)
          const file = (await readdir(folder)).find((entry) => entry.endsWith('.whl'))
          if (file === undefined) throw new Error('pip ended well and left no wheel')
          const path = join(folder, file)
          return { kind: 'archive', path, description: `pip: ${file}`, sha256: await sha256OfFile(path) }
        } catch (error) {
          if (context.signal?.aborted) throw error
          reasons.push((error as Error).message)
          if ((error as Error & { cause?: unknown }).cause === 'no pip') break
          await rm(folder, { recursive: true, force: true })
          await mkdir(folder, { recursive: true })
        }
      }
      throw new Error([...new Set(reasons)].join('; '))
    },
  }
}

function requests(): string[][] {
  if (process.platform === 'darwin') return [['tensorflow']]
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  const otherPython = [
    ...['--python-version', '3.12', '--implementation', 'cp', '--abi', 'cp312'],
    ...LINUX_PLATFORMS.flatMap((platform) => ['--platform', `${platform}_${machine}`]),
  ]
  return [['tensorflow-cpu'], [...otherPython, 'tensorflow-cpu'], ['tensorflow']]
}

/** Runs pip of the first Python that has one. */
async function pip(args: readonly string[], { python, signal }: InstallContext): Promise<void> {
  for (const program of python) {
    try {
      await runCommand(program, ['-m', 'pip', '--version'], { timeoutMs: 60_000, signal })
    } catch {
      continue
    }
    await runCommand(program, ['-m', 'pip', '--disable-pip-version-check', ...args], {
      timeoutMs: PIP_TIMEOUT_MS,
      signal,
    })
    return
  }
  throw new Error(`none of ${python.join(', ')} is there with pip`, { cause: 'no pip' })
}
