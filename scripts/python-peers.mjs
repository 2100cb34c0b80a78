#!/usr/bin/env node
// Makes .cache/venv with the Python libraries that conformance tests and benchmarks compare against.
// Nothing a user needs runs Python: where python3 or pip is missing, this prints the reason and exits 0.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const venv = join(root, '.cache/venv')
const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
const packages =
  process.argv.slice(2).length > 0
    ? process.argv.slice(2)
    : ['numpy', 'tokenizers', 'safetensors', 'onnx', 'onnxruntime', 'torch']

function run(command, args) {
  const { status, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return status === 0 ? undefined : (error?.message ?? stderr.trim().split('\n').at(-1) ?? `exit ${status}`)
}

if (!existsSync(python)) {
  const problem = run('python3', ['-m', 'venv', venv])
  if (problem) {
    console.log(`python peers: none, because python3 -m venv failed: ${problem}`)
    process.exit(0)
  }
}
for (const name of packages) {
  const problem =
    run(python, ['-c', `import ${name}`]) && run(python, ['-m', 'pip', 'install', '--quiet', name])
  console.log(problem ? `python peers: ${name} skipped: ${problem}` : `python peers: ${name} ready`)
}
