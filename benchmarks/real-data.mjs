// `pnpm bench real-data [DATASET …]`: the whole line on real data sets, by the command line alone: train with the default
// preset, export with proof, evaluate once on the test part, serve, and compare the served answers with `predict`.
//
// The data sets are not part of the project: TEXTGATE_DATASETS names a folder with one folder a data set, each with
// train.jsonl.gz, test.jsonl.gz, and dev.jsonl.gz where the original has one.
import { spawn } from 'node:child_process'
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

const textgateMain = join(import.meta.dirname, '../packages/cli/dist/main.js')
const DATASETS = ['trec6', 'sst2', 'chnsenticorp', 'imdb']
const SERVED_ROWS = 1000

/** Runs every data set named, or all; each is a row a figure. */
export async function bench({ log, args = [], backend = process.env.TEXTGATE_BACKEND ?? 'auto' }) {
  const folder = process.env.TEXTGATE_DATASETS ?? join(import.meta.dirname, '../../shared/datasets')
  const rows = []
  for (const name of args.length > 0 ? args : DATASETS) {
    const part = (kind) => join(folder, name, `${kind}.jsonl.gz`)
    if (!existsSync(part('train'))) {
      rows.push({
        case: name,
        subject: 'textgate default preset',
        skipped: `no ${part('train')}; set TEXTGATE_DATASETS`,
      })
      continue
    }
    rows.push(...(await line(name, part, join(folder, name, 'test_overlap.json'), { log, backend })))
  }
  return { bench: 'real-data', rows }
}

async function line(name, part, overlapFile, { log, backend }) {
  const work = mkdtempSync(join(tmpdir(), `textgate-${name}-`))
  const model = join(work, 'model')
  const row = (metric, unit, value) => ({
    case: name,
    subject: 'textgate default preset',
    metric,
    unit,
    value,
    repeats: 1,
  })
  try {
    const dev = existsSync(part('dev')) ? ['--dev', part('dev')] : []
    const trained = await textgate(
      log,
      'train',
      '--train',
      part('train'),
      ...dev,
      '--test',
      part('test'),
      '--out',
      model,
      '--backend',
      backend,
      '--json',
    )
    const exported = await textgate(log, 'export', model, '--backend', backend, '--json')
    const evaluated = await textgate(log, 'evaluate', model, '--data', part('test'), '--json')
    const mean = trained.epochSeconds.reduce((sum, seconds) => sum + seconds, 0) / trained.epochSeconds.length
    const rows = [
      row('test accuracy', 'fraction', evaluated.accuracy),
      row('test macro F1', 'fraction', evaluated.macroF1),
      row('dev accuracy', 'fraction', trained.dev.accuracy),
      row(`seconds an epoch (${trained.backend})`, 's', mean),
      row('epochs', 'count', trained.epochs),
      row('peak memory of training', 'MiB', trained.peakMemoryBytes / 2 ** 20),
      row(
        'largest probability difference, tfjs to ONNX Runtime',
        'fraction',
        exported.certificate.largestDifference,
      ),
    ]
    const overlap = existsSync(overlapFile)
      ? new Set(JSON.parse(readFileSync(overlapFile, 'utf8')))
      : new Set()
    const texts = []
    const apart = []
    let n = 0
    for await (const json of lines(part('test'))) {
      if (!overlap.has(n++)) apart.push(json)
      if (texts.length < SERVED_ROWS) texts.push(JSON.parse(json).text)
    }
    if (overlap.size > n / 100) {
      const file = join(work, 'without-overlap.jsonl')
      writeFileSync(file, `${apart.join('\n')}\n`)
      const without = await textgate(log, 'evaluate', model, '--data', file, '--json')
      rows.push(row('test accuracy without the rows that also occur in train', 'fraction', without.accuracy))
    }
    rows.push(
      row(
        `served answers that differ from predict's, of ${texts.length}`,
        'count',
        await servedDifferences(model, texts),
      ),
    )
    return rows
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** One command; its last line of standard output as JSON. */
function textgate(log, ...args) {
  log(`$ textgate ${args.join(' ')}`)
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [textgateMain, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk
    })
    createInterface({ input: child.stderr }).on('line', log)
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(stdout.trimEnd().split('\n').at(-1)))
      else reject(new Error(`textgate ${args[0]} ended with ${code}`))
    })
  })
}

async function servedDifferences(model, texts) {
  const oneLine = texts.map((text) => text.replace(/[\r\n]+/g, ' '))
  const predicted = await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [textgateMain, 'predict', model, '--json'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk
    })
    child.once('close', (code) =>
      code === 0
        ? resolve(
            stdout
              .trimEnd()
              .split('\n')
              .map((json) => JSON.parse(json)),
          )
        : reject(new Error(`predict ended with ${code}`)),
    )
    child.stdin.end(`${oneLine.join('\n')}\n`)
  })
  const server = spawn(process.execPath, [textgateMain, 'serve', model, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const url = await new Promise((resolve, reject) => {
      server.stdout.once('data', (chunk) => resolve(JSON.parse(String(chunk).split('\n')[0]).url))
      server.once('exit', () => reject(new Error('the server ended')))
    })
    let different = predicted.length === oneLine.length ? 0 : Number.NaN
    for (let start = 0; start < oneLine.length; start += 25) {
      const response = await fetch(`${url}/v1/classify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: oneLine.slice(start, start + 25) }),
      })
      const { predictions } = await response.json()
      predictions.forEach(({ label, probability }, i) => {
        const expected = predicted[start + i]
        if (label !== expected.label || Math.abs(probability - expected.probability) > 1e-5) different++
      })
    }
    return different
  } finally {
    server.kill('SIGTERM')
  }
}

async function* lines(file) {
  for await (const json of createInterface({ input: createReadStream(file).pipe(createGunzip()) }))
    if (json !== '') yield json
}
