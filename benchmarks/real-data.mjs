// `pnpm bench real-data [DATA-SET …]`: the whole line on real data sets, by the command line alone: train with the default
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
import { createReport, packageVersion } from './lib/report.mjs'

const textgateMain = join(import.meta.dirname, '../packages/cli/dist/main.js')
const DATASETS = ['trec6', 'sst2', 'chnsenticorp', 'imdb']
const SERVED_ROWS = 1000
// A test part this small moves by a point from seed to seed.
const SEEDS = { trec6: [1, 2, 3] }
const SUBJECT = 'textgate, default preset'
const FOLDER = process.env.TEXTGATE_DATASETS ?? join(import.meta.dirname, '../../shared/datasets')

/** Runs every data set named, or all; a row a figure. */
export async function bench({ log, cases = [] }) {
  const report = createReport('real-data', {
    '@textgate/cli': packageVersion('@textgate/cli'),
    node: process.versions.node,
  })
  for (const name of cases.length > 0 ? cases : DATASETS) {
    const part = (kind) => join(FOLDER, name, `${kind}.jsonl.gz`)
    if (existsSync(part('train'))) await wholeLine(report, name, part, log)
    else report.skip({ case: name, subject: SUBJECT }, `no ${part('train')}; set TEXTGATE_DATASETS`)
  }
  return report.result()
}

/** The line once a seed; each figure is the mean, with the single values beside it. */
async function wholeLine(report, name, part, log) {
  const figures = new Map()
  const seeds = SEEDS[name] ?? [1]
  for (const seed of seeds) {
    for (const [metric, unit, value] of await oneRun(name, part, seed, log)) {
      figures.set(metric, { unit, values: [...(figures.get(metric)?.values ?? []), value] })
    }
  }
  for (const [metric, { unit, values }] of figures) {
    const spread = values.length > 1 ? { values } : {}
    report.note({
      case: name,
      subject: SUBJECT,
      metric,
      unit,
      value: mean(values),
      repeats: values.length,
      ...spread,
    })
  }
}

async function oneRun(name, part, seed, log) {
  const work = mkdtempSync(join(tmpdir(), `textgate-${name}-`))
  const model = join(work, 'model')
  try {
    const dev = existsSync(part('dev')) ? ['--dev', part('dev')] : []
    const backend = ['--backend', process.env.TEXTGATE_BACKEND ?? 'auto']
    const data = ['--train', part('train'), ...dev, '--test', part('test'), '--seed', String(seed)]
    const trained = await textgate(log, 'train', ...data, '--out', model, ...backend, '--json')
    const exported = await textgate(log, 'export', model, ...backend, '--json')
    const evaluated = await textgate(log, 'evaluate', model, '--data', part('test'), '--json')
    const figures = [
      ['test accuracy', 'fraction', evaluated.accuracy],
      ['test macro F1', 'fraction', evaluated.macroF1],
      ['dev accuracy', 'fraction', trained.dev.accuracy],
      [`mean time an epoch, ${trained.backend} backend`, 's', mean(trained.epochSeconds)],
      ['epochs', 'count', trained.epochs],
      ['peak memory of training', 'MiB', trained.peakMemoryBytes / 2 ** 20],
      ['largest probability difference, tfjs to ONNX', 'fraction', exported.certificate.largestDifference],
    ]
    const { texts, apart, overlap } = await readTest(part('test'), join(FOLDER, name, 'test_overlap.json'))
    if (overlap > 0.05) {
      const file = join(work, 'without-overlap.jsonl')
      writeFileSync(file, `${apart.join('\n')}\n`)
      const without = await textgate(log, 'evaluate', model, '--data', file, '--json')
      figures.push(['test accuracy without rows that occur in train', 'fraction', without.accuracy])
    }
    const different = await servedDifferences(model, texts)
    return [...figures, [`served answers unlike predict's, of ${texts.length}`, 'count', different]]
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** The first texts of the test part, and its rows whose text does not occur in train. */
async function readTest(file, overlapFile) {
  const rows = new Set(existsSync(overlapFile) ? JSON.parse(readFileSync(overlapFile, 'utf8')) : [])
  const texts = []
  const apart = []
  let n = 0
  for await (const json of lines(file)) {
    if (!rows.has(n++)) apart.push(json)
    if (texts.length < SERVED_ROWS) texts.push(JSON.parse(json).text)
  }
  return { texts, apart, overlap: rows.size / n }
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
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
