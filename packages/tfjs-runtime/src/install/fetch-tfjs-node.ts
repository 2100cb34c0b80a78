import { access, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { TFJS_NODE_VERSION } from '../native/native-folder.ts'
import { writeStandIns } from '../native/shared-tfjs.ts'
import { runCommand } from '../run-command.ts'
import type { InstallContext } from './install-context.ts'
import { unpackPackage } from './unpack-tar.ts'

/** tfjs-node and what it loads beside TensorFlow.js; none of them has a dependency that is needed. */
const PACKAGES = [
  ['@tensorflow/tfjs-node', TFJS_NODE_VERSION],
  ['google-protobuf', '3.21.4'],
  ['progress', '2.0.3'],
] as const

/** Longest time for npm to fetch three small packages, in milliseconds. */
const NPM_TIMEOUT_MS = 5 * 60_000

/** tfjs-node's folder inside a native backend. */
export function tfjsNodeFolder(folder: string): string {
  return join(folder, 'node_modules', '@tensorflow', 'tfjs-node')
}

/**
 * Fetches tfjs-node through npm, which knows the user's registry and checks its hashes, and unpacks it into the staging
 * folder. No install script is run.
 */
export async function fetchTfjsNode({ staging, onStep, signal }: InstallContext): Promise<void> {
  onStep({ step: 'fetch', source: 'npm', text: `npm pack @tensorflow/tfjs-node@${TFJS_NODE_VERSION}` })
  const tarballs = join(staging, 'tarballs')
  await mkdir(tarballs, { recursive: true })
  const specs = PACKAGES.map(([name, version]) => `${name}@${version}`)
  const [program, ...args] = await npmCommand()
  await runCommand(
    program,
    [...args, 'pack', ...specs, '--ignore-scripts', '--silent', '--pack-destination', tarballs],
    { timeoutMs: NPM_TIMEOUT_MS, folder: staging, signal },
  )
  const files = await readdir(tarballs)
  for (const [name, version] of PACKAGES) {
    const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
    if (!files.includes(file)) throw new Error(`npm pack did not leave ${file}`)
    const target = join(staging, 'node_modules', name)
    await mkdir(target, { recursive: true })
    await unpackPackage(join(tarballs, file), target)
  }
  await rm(tarballs, { recursive: true })
  await writeStandIns(staging)
  await writeFile(join(staging, 'package.json'), '{ "name": "textgate-native", "private": true }\n')
}

/** npm as this Node runs it, without a shell: the one that started us, the one beside Node, else the PATH's. */
export async function npmCommand(): Promise<[string, ...string[]]> {
  const nodeFolder = dirname(process.execPath)
  const scripts = [
    process.env.npm_execpath,
    join(nodeFolder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(nodeFolder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
  for (const script of scripts) {
    if (script === undefined || basename(script) !== 'npm-cli.js') continue
    const found = await access(script).then(
      () => true,
      () => false,
    )
    if (found) return [process.execPath, script]
  }
  return ['npm']
}
