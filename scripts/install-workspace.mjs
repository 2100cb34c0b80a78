#!/usr/bin/env node
// Installs the workspace's dependencies with Node and npm alone: pnpm comes from npm, in the version of package.json.
// Run as a script, or import `installWorkspace` (used by scripts/test.mjs and scripts/quickstart.mjs).
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(import.meta.dirname ?? fileURLToPath(new URL('.', import.meta.url)), '..')
const BIN = join(ROOT, 'node_modules/.bin')
const WINDOWS = process.platform === 'win32'

/** The caller's environment with the workspace's own pnpm and turbo first on the path. */
export function workspaceEnvironment(extra = {}) {
  return {
    ...process.env,
    PATH: [BIN, process.env.PATH].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    ...extra,
  }
}

/** Brings node_modules to the state of pnpm-lock.yaml; under a second when nothing is missing. Exits on failure. */
export function installWorkspace({ quiet = false } = {}) {
  requireNode()
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const own = existsSync(join(BIN, WINDOWS ? 'pnpm.cmd' : 'pnpm'))
  const [command, prefix] = own ? ['pnpm', []] : ['npx', ['--yes', packageManager]]
  const { status, error, stdout } = spawnSync(command, [...prefix, 'install', '--frozen-lockfile'], {
    cwd: ROOT,
    encoding: 'utf8',
    // Under CI pnpm asks no questions.
    env: workspaceEnvironment({ CI: 'true' }),
    stdio: quiet ? ['ignore', 'pipe', 'inherit'] : ['ignore', 'inherit', 'inherit'],
    shell: WINDOWS,
  })
  if (status === 0) return
  if (quiet && stdout) console.error(stdout)
  console.error(`installing the dependencies failed: ${error?.message ?? `${command} ended with ${status}`}`)
  process.exit(1)
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`textgate needs Node 20.19 or newer and this is ${process.version}; see https://nodejs.org`)
  process.exit(1)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installWorkspace()
