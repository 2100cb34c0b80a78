#!/usr/bin/env node
// Installs Debian's Chromium, in which tests open the pages that textgate writes, where there is no browser yet.
// Nothing a user needs runs it: where it cannot be had, this prints the reason and exits 0.
import { spawnSync } from 'node:child_process'
import { findBrowser } from './find-browser.mjs'

const problem = findBrowser() ? undefined : install()
const found = findBrowser()
console.log(`browser: ${found ? `${found} ready` : `skipped: ${problem}`}`)

/** @returns why it failed, or undefined */
function install() {
  if (process.platform !== 'linux' || process.getuid() !== 0)
    return 'no Chromium on the search path, and only root can install one; TEXTGATE_CHROMIUM may name it'
  return (
    apt('update', '--quiet=2') ?? apt('install', '--yes', '--quiet=2', '--no-install-recommends', 'chromium')
  )
}

function apt(...args) {
  const { status, stderr, error } = spawnSync('apt-get', args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return status === 0 ? undefined : (error?.message ?? stderr.trim().split('\n').at(-1))
}
