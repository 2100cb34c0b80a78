import { mkdir, statfs } from 'node:fs/promises'
import { runCommand } from '../run-command.ts'
import { compiler } from './build-binding.ts'
import { npmCommand } from './fetch-tfjs-node.ts'

/** Space that an installation may take while it runs, in bytes: a wheel of 300 MB and its contents of 900 MB. */
export const NEEDED_BYTES = 1.5e9

/**
 * Makes sure, before anything is downloaded, that this machine can build and hold the native backend.
 *
 * @throws Error that names what is missing
 */
export async function checkMachine(folder: string): Promise<void> {
  const platform = `${process.platform}-${process.arch}`
  if (!/^(linux|darwin)-(x64|arm64)$/.test(platform)) {
    throw new Error(
      `textgate builds the native backend on Linux and macOS (x64, arm64), not on ${platform}; elsewhere ` +
        '`npm install @tensorflow/tfjs-node` in your project, and textgate uses that one',
    )
  }
  if (process.platform === 'linux' && glibcVersion() === undefined) {
    throw new Error('this Linux has no glibc (Alpine?), which TensorFlow needs; use a Debian-like image')
  }
  await compiler()
  const [npm, ...args] = await npmCommand()
  await runCommand(npm, [...args, '--version'], { timeoutMs: 60_000 })
  await mkdir(folder, { recursive: true })
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < NEEDED_BYTES) {
    const free = Math.floor((bavail * bsize) / 1e6)
    throw new Error(`${folder} has ${free} MB free of the ${NEEDED_BYTES / 1e6} MB needed`)
  }
}

function glibcVersion(): string | undefined {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined
  return report?.header?.glibcVersionRuntime
}
