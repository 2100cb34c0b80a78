// Installs the workspace's packages and builds them, with Node and npm alone. Does nothing where all is up to date.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export const root = join(import.meta.dirname, '..')

const environment = {
  ...process.env,
  PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
  TURBO_TELEMETRY_DISABLED: '1',
}

/** Runs a command in the workspace's root with its tools on the path; ends this process where the command fails. */
export function run(command, args, { quiet = false } = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status === 0) return
  if (quiet) process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`)
  console.error(`failed: ${command} ${args.join(' ')}${error ? ` (${error.message})` : ''}`)
  process.exit(status || 1)
}

/** Installs what the lockfile names, unless that was done since it last changed. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`textgate needs Node 20.19 or newer; this is ${process.versions.node}`)
    process.exit(1)
  }
  const installed = join(root, 'node_modules/.modules.yaml')
  const lockfile = join(root, 'pnpm-lock.yaml')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  run('npx', ['--yes', packageManager, 'install', '--frozen-lockfile'])
}

/** Builds all packages. */
export function build() {
  run('turbo', ['run', 'build', '--output-logs=errors-only'], { quiet: true })
}
