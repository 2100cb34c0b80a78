// Installs the workspace's packages and builds them with Node and npm alone: pnpm comes from npm, in the version that
// package.json names. Imported by scripts/quickstart.mjs and scripts/test.mjs.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// No import.meta.dirname: Node versions without it must get as far as being told so.
export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const bin = join(root, 'node_modules/.bin')

/** This process's environment with the workspace's own pnpm and turbo first on the path. */
export function workspaceEnvironment(extra = {}) {
  return {
    ...process.env,
    PATH: [bin, process.env.PATH].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    ...extra,
  }
}

/** Runs a command in the workspace's root with its tools on the path; ends this process where the command fails. */
export function run(command, args, { quiet = false, environment = {} } = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env: workspaceEnvironment(environment),
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

/** Brings node_modules to the state of pnpm-lock.yaml; under a second where nothing is missing. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`textgate needs Node 20.19 or newer; this is ${process.versions.node}`)
    process.exit(1)
  }
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const installed = existsSync(join(bin, process.platform === 'win32' ? 'pnpm.cmd' : 'pnpm'))
  const [command, prefix] = installed ? ['pnpm', []] : ['npx', ['--yes', packageManager]]
  run(command, [...prefix, 'install', '--frozen-lockfile'], {
    quiet: installed,
    environment: { CI: 'true' }, // pnpm then asks no questions
  })
}

/** Builds all packages. */
export function build() {
  run('turbo', ['run', 'build', '--output-logs=errors-only'], { quiet: true })
}
