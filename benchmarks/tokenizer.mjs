// How fast texts become ids, beside the Rust library called from Python and the JavaScript library. Every peer loads the
// file that textgate wrote, reads the same texts on one thread, and must give the same ids, or the benchmark fails.
// Peers take turns with textgate within each repeat; the medians count.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Tokenizer as NpmTokenizer } from '@huggingface/tokenizers'
import { parseTokenizerConfig } from '@textgate/core'
import { trainTokenizer } from '@textgate/tokenizer'
import { datasetMissing, readDataset } from './lib/datasets.mjs'
import { jsonLinesProcess } from './lib/json-lines-process.mjs'
import {
  createReport,
  median,
  packageVersion,
  printTable,
  repositoryFolder,
  writeResult,
} from './lib/report.mjs'

const CASES = [
  { dataset: 'imdb', language: 'English', mode: 'words', texts: 1500 },
  { dataset: 'chnsenticorp', language: 'Chinese', mode: 'words', texts: 5000 },
  { dataset: 'imdb', language: 'English', mode: 'bpe', texts: 500 },
  { dataset: 'chnsenticorp', language: 'Chinese', mode: 'bpe', texts: 2000 },
]
const SHORTEST_TURN_MS = 400
const RUST = 'Python tokenizers'
const NPM = '@huggingface/tokenizers'

/** @param options.repeats - rounds that are timed, after one that is not */
export async function bench({ repeats, log }) {
  const python = await startPython()
  const report = createReport('tokenizer', {
    '@textgate/tokenizer': packageVersion('@textgate/tokenizer'),
    [NPM]: packageVersion(NPM),
    ...(python.process === undefined
      ? {}
      : { 'tokenizers (Python)': python.process.first.version, python: python.process.first.python }),
  })
  for (const { dataset, language, mode, texts: count } of CASES) {
    const name = `${dataset} (${language}), ${mode}`
    const missing = datasetMissing(dataset)
    if (missing !== undefined) {
      report.skip(
        { case: name, subject: 'encodeIds', peer: NPM, metric: 'throughput', unit: 'MB/s' },
        missing,
      )
      continue
    }
    log(`${name}: learning the vocabulary`)
    const all = readDataset(dataset, 'train').map(({ text }) => text)
    // Without truncation, so that all encode everything.
    const config = parseTokenizerConfig({ mode, truncation: 'tail', maxLength: 1_000_000 })
    const tokenizer = await trainTokenizer(mode === 'bpe' ? all.slice(0, 5000) : all, config)
    const texts = evenly(all, count)
    const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6
    const subjects = await subjectsOf(tokenizer, texts, mode, python)
    const seconds = new Map(subjects.map(({ id }) => [id, []]))
    for (let repeat = -1; repeat < repeats; repeat++) {
      for (const { id, run } of subjects) {
        const time = await run()
        if (repeat >= 0) seconds.get(id).push(time)
      }
      log(`${name}: ${repeat < 0 ? 'warm, all ids equal' : `round ${repeat + 1} of ${repeats}`}`)
    }
    addRows(report, {
      name,
      mode,
      texts,
      megabytes,
      repeats,
      python,
      medianOf: (id) => median(seconds.get(id)),
    })
  }
  python.process?.close()
  return report.result()
}

/** Pairs that do the same work: `encode` gives offsets as Python's does, `encodeIds` ids alone. */
function addRows(report, { name, mode, texts, megabytes, repeats, python, medianOf }) {
  const pairs = [
    ['encode', `${RUST} encode`, 'python encode'],
    ['encode', `${RUST} encode_batch`, 'python encode_batch'],
    ['encodeIds', `${RUST} encode_batch_fast`, 'python encode_batch_fast'],
    ...(mode === 'words'
      ? [['encodeIds', `${RUST} encode_batch_fast, its own splitter (other ids)`, 'python builtin']]
      : []),
    ['encodeIds', `${NPM} encode`, 'npm'],
  ]
  for (const [subject, peer, id] of pairs) {
    for (const [unit, amount] of [
      ['MB/s', megabytes],
      ['texts/s', texts.length],
    ]) {
      const row = { case: name, subject, peer, metric: 'throughput', unit, value: amount / medianOf(subject) }
      if (id.startsWith('python') && python.process === undefined)
        report.skip({ ...row, repeats }, python.reason)
      else report.add({ ...row, peerValue: amount / medianOf(id), repeats })
    }
  }
}

async function subjectsOf(tokenizer, texts, mode, python) {
  const expected = checksum(texts.map((text) => tokenizer.encodeIds(text)))
  // As many passes as fill a while: a single one may be over before the processor is at its pace.
  const timed = (encode) => {
    let all
    let passes = 0
    const start = performance.now()
    do {
      all = texts.map(encode)
      passes++
    } while (performance.now() - start < SHORTEST_TURN_MS)
    const seconds = (performance.now() - start) / 1000 / passes
    expectEqual(checksum(all), expected)
    return seconds
  }
  const subjects = [
    { id: 'encode', run: async () => timed((text) => tokenizer.encode(text).ids) },
    { id: 'encodeIds', run: async () => timed((text) => tokenizer.encodeIds(text)) },
  ]
  const file = JSON.parse(tokenizer.toJson())
  // Told of the unknown token, the JavaScript library needs no WordPiece, which is slower for unknown words.
  if (mode === 'words') delete file.model.continuing_subword_prefix
  const npm = new NpmTokenizer(file, { unk_token: '[UNK]' })
  subjects.push({ id: 'npm', run: async () => timed((text) => npm.encode(text).ids) })
  if (python.process === undefined) return subjects
  const folder = mkdtempSync(join(tmpdir(), 'textgate-bench-'))
  const path = join(folder, 'tokenizer.json')
  writeFileSync(path, tokenizer.toJson())
  const load = (builtin) => python.process.ask({ load: path, texts, builtin })
  await load(false)
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const run of ['encode', 'encode_batch', 'encode_batch_fast']) {
    subjects.push({
      id: `python ${run}`,
      run: async () => {
        const answer = await python.process.ask({ run })
        expectEqual(answer.checksum, expected)
        return answer.seconds
      },
    })
  }
  if (mode === 'words') {
    subjects.push({
      id: 'python builtin',
      run: async () => {
        await load(true)
        const { seconds } = await python.process.ask({ run: 'encode_batch_fast' })
        await load(false)
        return seconds
      },
    })
  }
  return subjects
}

async function startPython() {
  const executable = process.env.TEXTGATE_PYTHON ?? join(repositoryFolder, '.cache/venv/bin/python')
  try {
    const script = fileURLToPath(new URL('./peers/huggingface_tokenizers.py', import.meta.url))
    return { process: await jsonLinesProcess(executable, [script]) }
  } catch {
    return { reason: 'no Python with tokenizers; pip install tokenizers and set TEXTGATE_PYTHON' }
  }
}

function checksum(idsOfTexts) {
  let total = 0
  for (const ids of idsOfTexts) for (const id of ids) total = (total * 31 + Number(id)) % 1000000007
  return total
}

function expectEqual(actual, expected) {
  if (actual !== expected) throw new Error('a peer gives other ids than textgate')
}

function evenly(texts, count) {
  const step = Math.max(1, Math.floor(texts.length / count))
  return texts.filter((_, i) => i % step === 0).slice(0, count)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = await bench({ repeats: 5, log: (line) => console.error(line) })
  printTable(result, process.stdout)
  writeResult(result)
}
