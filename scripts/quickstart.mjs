#!/usr/bin/env node
// `npm run quickstart`: installs, builds, trains on the sample corpus, exports with proof, serves, asks two questions.
import { spawn, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, install, root } from './bootstrap.mjs'

const started = Date.now()
const textgate = join(root, 'packages/cli/dist/main.js')
const corpus = 'examples/customer-messages'
const model = '.quickstart/customer-messages'

function step(title) {
  console.log(`\n== ${title} (${Math.round((Date.now() - started) / 1000)} s)`)
}

function runTextgate(...args) {
  console.log(`$ textgate ${args.join(' ')}`)
  const { status } = spawnSync(process.execPath, [textgate, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) process.exit(status ?? 1)
}

step('Installing and building')
install()
build()

step('Training a GRU on short customer messages in English and Chinese')
rmSync(join(root, '.quickstart'), { recursive: true, force: true })
runTextgate(
  'train',
  ...['--train', `${corpus}/train.jsonl`, '--dev', `${corpus}/dev.jsonl`, '--test', `${corpus}/test.jsonl`],
  ...['--config', `${corpus}/textgate.config.jsonc`, '--backend', 'wasm', '--out', model],
)

step('Exporting to ONNX and proving that the answers are the same')
runTextgate('export', model, '--backend', 'wasm')

step('Serving it and asking two questions')
const server = spawn(process.execPath, [textgate, 'serve', model, '--port', '0', '--json'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
})
const exited = new Promise((resolve) => server.once('exit', (code, signal) => resolve({ code, signal })))
try {
  const url = await firstUrl(server)
  for (const text of [
    'where is my parcel? it should have come on monday',
    '我想退货，钱什么时候能退回来？',
  ]) {
    const response = await fetch(`${url}/v1/classify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    })
    if (!response.ok) throw new Error(`the server answered ${response.status}: ${await response.text()}`)
    const [{ label, probability }] = (await response.json()).predictions
    console.log(`${text}\n  → ${label} (${(probability * 100).toFixed(1)} %)`)
  }
} finally {
  server.kill('SIGTERM')
}
const { code, signal } = await exited
if (code !== 0) {
  console.error(`the server ended with ${code ?? signal}`)
  process.exit(1)
}
console.log(`\nDone in ${Math.round((Date.now() - started) / 1000)} s. The bundle is in ${model}; try:`)
console.log(`  npx pnpm textgate predict ${model} "my card was charged twice"`)

/** The server says its address as one JSON line once it listens. */
function firstUrl(child) {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      const line = text.split('\n').find((candidate) => candidate.startsWith('{') && candidate.endsWith('}'))
      if (line) resolve(JSON.parse(line).url)
    })
    child.once('exit', () => reject(new Error('the server ended before it listened')))
  })
}
