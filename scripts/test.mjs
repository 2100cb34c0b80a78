#!/usr/bin/env node
// `npm test`: installs and builds what is missing, runs every check, ends with a line `N passed, N failed, N skipped`.
// Needs Node and npm. Python peers and the native backend are used where they can be had, and named where they cannot.
// `npm test -- --filter @textgate/core` runs one package; other arguments go to turbo too, e.g. `--force`.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, relative } from 'node:path'
import { install, root, workspaceEnvironment } from './bootstrap.mjs'
import { findBrowser } from './find-browser.mjs'

const PACKAGE_CHECKS = ['build', 'types', 'test', 'publint', 'attw', 'api', 'check:wasm']
const WORKSPACE_CHECKS = ['task:lint', 'task:knip', 'task:sherif', 'task:docs']
/** Lines of a failed test's message that are shown at the end. */
const FAILURE_LINES = 15
const turboArguments = process.argv.slice(2)
const filtered = turboArguments.some((argument) => argument.startsWith('--filter') || argument === '-F')

install()
attempt('node', [join(root, 'scripts/python-peers.mjs')])
attempt('node', [join(root, 'scripts/node-versions.mjs')])
if (process.env.TEXTGATE_BROWSER === '1' || process.env.CI)
  attempt('node', [join(root, 'scripts/browser.mjs')])
if (process.env.TEXTGATE_NATIVE === '1' || process.env.CI) installNativeBackend()

const workspaces = [
  ...readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name)),
  join(root, 'tests'),
  join(root, 'examples/browser'),
]
const resultFile = (workspace) => join(workspace, 'temp/vitest.json')
for (const workspace of workspaces) rmSync(resultFile(workspace), { force: true })
const runs = join(root, '.turbo/runs')
rmSync(runs, { recursive: true, force: true })

const checks = filtered ? PACKAGE_CHECKS : [...PACKAGE_CHECKS, ...WORKSPACE_CHECKS]
const status = attempt(
  'turbo',
  [
    'run',
    ...checks,
    '--continue=dependencies-successful',
    '--concurrency=2',
    '--summarize',
    ...turboArguments,
  ],
  { TEXTGATE_TEST_MACHINE: machineFingerprint() },
)
process.exit(report(status))

/** Runs a command whose failure is for the caller to judge. @returns its exit status */
function attempt(command, commandArguments, extra) {
  const { status, error } = spawnSync(command, commandArguments, {
    cwd: root,
    env: workspaceEnvironment(extra),
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (error) console.error(`${command}: ${error.message}`)
  return status ?? 1
}

/** The tests of the native backend skip with a reason where this fails. */
function installNativeBackend() {
  if (attempt('turbo', ['run', 'build', '--filter=@textgate/cli', '--concurrency=2']) !== 0) return
  const main = join(root, 'packages/cli/dist/main.js')
  if (attempt('node', [main, 'backend', 'install']) !== 0)
    console.log('native backend: not installed, see above')
}

/** What test results depend on and turbo cannot see: a cached result counts only on a machine of the same means. */
function machineFingerprint() {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const venv = join(root, '.cache/venv/lib')
  const facts = [
    process.version,
    process.platform,
    process.arch,
    names(join(cache, 'textgate')),
    names(venv).map((python) => names(join(venv, python, 'site-packages'))),
    names(join(root, '.cache/node-versions/node_modules')),
    findBrowser(),
    names(process.env.TEXTGATE_DATASETS ?? join(root, '../shared/datasets')),
  ]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
}

function names(folder) {
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

/** Again at the end, where they are found: a failure's own place is far above, among what ran beside it. */
function failuresOf({ testResults }) {
  return testResults.flatMap(({ name: file, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    const where = relative(root, file)
    if (status === 'failed' && failed.length === 0) return [`${where}\n${beginning(message)}`]
    return failed.map((test) => `${where} > ${test.fullName}\n${beginning(test.failureMessages.join('\n'))}`)
  })
}

function beginning(message) {
  return message
    .split('\n')
    .slice(0, FAILURE_LINES)
    .map((line) => `    ${line}`)
    .join('\n')
}

/** Prints what failed and the closing line; a failed check other than tests counts as one failure. */
function report(turboStatus) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  console.log('')
  for (const workspace of workspaces) {
    const file = resultFile(workspace)
    if (!existsSync(file)) continue
    const result = JSON.parse(readFileSync(file, 'utf8'))
    sum.passed += result.numPassedTests
    sum.skipped += result.numPendingTests + result.numTodoTests
    // A suite that cannot load has no failed test.
    const unloadable = result.testResults.filter(
      (suite) =>
        suite.status === 'failed' && suite.assertionResults.every((test) => test.status !== 'failed'),
    )
    sum.failed += result.numFailedTests + unloadable.length
    for (const line of failuresOf(result)) console.log(line)
  }
  const tasks = existsSync(runs)
    ? readdirSync(runs).flatMap((file) => JSON.parse(readFileSync(join(runs, file), 'utf8')).tasks)
    : []
  const failedTasks = tasks.filter((task) => (task.execution?.exitCode ?? 0) !== 0).map((task) => task.taskId)
  sum.failed += failedTasks.filter((task) => !task.endsWith('#test')).length
  console.log('')
  if (failedTasks.length > 0) console.log(`failed: ${failedTasks.join(', ')}`)
  if (failedTasks.some((task) => task.endsWith('#build')))
    console.log('what needs a failed build was not run')
  console.log(`${tasks.length} checks, ${failedTasks.length} failed`)
  if (turboStatus !== 0 && sum.failed === 0) sum.failed = 1
  console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
  return turboStatus === 0 && sum.failed === 0 ? 0 : 1
}
