#!/usr/bin/env node
// Makes .cache/venv with the Python libraries that conformance tests and benchmarks compare against.
// Nothing a user needs runs Python: where python3 or pip is missing, this prints the reason and exits 0.
// Names after the command are taken in place of the usual ones: `tensorflow-cpu` is for `pnpm bench train` alone.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const venv = join(import.meta.dirname, '../.cache/venv')
const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
const peers =
  process.argv.length > 2
    ? process.argv.slice(2)
    : [
        'numpy',
        'tokenizers',
        'safetensors',
        'onnx',
        'onnxruntime',
        'torch',
        'keras',
        'h5py',
        'scikit-learn',
        'grpcio',
        'grpcio-tools',
        'tritonclient',
      ]

if (!existsSync(python)) {
  const { problem } = run('python3', ['-m', 'venv', venv])
  if (problem) {
    console.log(`python peers: none, because python3 -m venv failed: ${problem}`)
    process.exit(0)
  }
}
/** Packages whose module has another name. */
const MODULES = {
  grpcio: 'grpc',
  'grpcio-tools': 'grpc_tools',
  'tensorflow-cpu': 'tensorflow',
  'scikit-learn': 'sklearn',
}
const reasons = new Map()
const missing = missingPeers()
// All at once is faster; one by one leaves out only those that cannot be had.
if (missing.length > 0 && install(missing)) for (const name of missing) reasons.set(name, install([name]))
const stillMissing = missing.length > 0 ? missingPeers() : []
for (const name of peers) {
  const skipped = `skipped: ${reasons.get(name) ?? 'pip installed it, and Python does not find it'}`
  console.log(`python peers: ${name} ${stillMissing.includes(name) ? skipped : 'ready'}`)
}

/** Looks for the packages without importing them: torch alone would take seconds. */
function missingPeers() {
  const program =
    'import sys, importlib.util as u; print("\\n".join(n for n in sys.argv[1:] if u.find_spec(n) is None))'
  const moduleOf = (name) => MODULES[name] ?? name
  const { stdout, problem } = run(python, ['-c', program, ...peers.map(moduleOf)])
  const missing = stdout.split(/\s+/)
  return problem ? peers : peers.filter((name) => missing.includes(moduleOf(name)))
}

/** @returns why it failed, or undefined */
function install(names) {
  const options = ['--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '30']
  return run(python, ['-m', 'pip', 'install', ...options, ...names]).problem
}

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
  const problem =
    status === 0 ? undefined : (error?.message ?? stderr.trim().split('\n').at(-1) ?? `exit ${status}`)
  return { stdout: stdout ?? '', problem }
}
