// Vectors of words from texts: tokens a second of `skipGramVectors` beside the `fasttext` command (skip-gram, without parts of words), on the same
// tokens with as many passes, neighbours and drawn words, on one thread and on two. Both take turns in each round.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PADDING_ID, parseTokenizerConfig, randomGenerator, UNKNOWN_ID } from '@textgate/core'
import { createKernels } from '@textgate/kernels'
import { trainTokenizer } from '@textgate/tokenizer'
import { encodeTexts, skipGramVectors } from '@textgate/trainer'
import { datasetMissing, readDataset } from './lib/datasets.mjs'
import { createReport, median, packageVersion, rangeOf } from './lib/report.mjs'

const CASES = ['imdb', 'chnsenticorp']
const SIZE = 128
const PASSES = 1
const THREADS = [1, 2]

/** @param options.repeats - rounds @param options.cases - data sets @param options.quick - a tenth of the texts */
export async function bench({ repeats, log, cases = [], quick = false }) {
  const names = ['@textgate/trainer', '@textgate/kernels']
  const versions = Object.fromEntries(names.map((name) => [name, packageVersion(name)]))
  const report = createReport('skip-gram', { ...versions, node: process.versions.node })
  for (const id of cases.length > 0 ? cases : CASES) {
    const row = {
      case: id,
      subject: 'skipGramVectors',
      peer: 'fasttext',
      metric: 'throughput',
      unit: 'tokens/s',
    }
    const missing = datasetMissing(id) ?? commandMissing()
    if (missing) {
      report.skip(row, missing)
      continue
    }
    const rows = readDataset(id, 'train')
    const texts = await tokenised(
      rows.slice(0, quick ? rows.length / 10 : rows.length).map(({ text }) => text),
    )
    const folder = mkdtempSync(join(tmpdir(), 'textgate-skip-gram-'))
    try {
      const file = join(folder, 'tokens.txt')
      writeFileSync(file, linesOf(texts))
      for (const threads of THREADS) {
        const rates = { own: [], peer: [] }
        for (let round = 0; round < repeats; round++) {
          const own = () => seconds(() => textgate(texts, threads))
          const peer = () => seconds(() => fasttext(file, threads, folder))
          const [first, second] = round % 2 === 0 ? [own, peer] : [peer, own]
          const times = [await first(), await second()]
          const [ownTime, peerTime] = round % 2 === 0 ? times : times.toReversed()
          const read = PASSES * texts.ids.length
          rates.own.push(read / ownTime)
          rates.peer.push(read / peerTime)
          log(
            `${id}, ${threads} threads, round ${round + 1}: ${ownTime.toFixed(1)} s, fasttext ${peerTime.toFixed(1)} s`,
          )
        }
        report.add({
          ...row,
          case: `${id}, ${threads} thread${threads === 1 ? '' : 's'}`,
          value: median(rates.own),
          peerValue: median(rates.peer),
          repeats,
          ratioRange: rangeOf(rates.own.map((rate, round) => rate / rates.peer[round])),
        })
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return report.result()
}

async function tokenised(texts) {
  const tokenizer = await trainTokenizer(texts, parseTokenizerConfig())
  return { ...(await encodeTexts(tokenizer, texts)), vocabularySize: tokenizer.vocabularySize }
}

/** A text a line, its tokens by their ids; unknown ones are left out, as textgate does. */
function linesOf({ ids, offsets }) {
  const lines = Array.from({ length: offsets.length - 1 }, (_, row) =>
    [...ids.subarray(offsets[row], offsets[row + 1])]
      .filter((id) => id !== PADDING_ID && id !== UNKNOWN_ID)
      .map((id) => `t${id}`)
      .join(' '),
  )
  return `${lines.join('\n')}\n`
}

async function textgate({ vocabularySize, ...texts }, threads) {
  const kernels = createKernels({ threads })
  try {
    const random = randomGenerator(1)
    await skipGramVectors([texts], { vocabularySize, size: SIZE, random, passes: PASSES, kernels })
  } finally {
    kernels.dispose()
  }
}

function fasttext(file, threads, folder) {
  const settings = { dim: SIZE, epoch: PASSES, ws: 5, neg: 5, minCount: 1, maxn: 0, t: 1e-4, thread: threads }
  const flags = Object.entries({ ...settings, verbose: 0 }).flatMap(([key, value]) => [`-${key}`, `${value}`])
  execFileSync('fasttext', ['skipgram', '-input', file, '-output', join(folder, 'vectors'), ...flags], {
    stdio: 'ignore',
  })
}

function commandMissing() {
  try {
    execFileSync('fasttext', { stdio: 'ignore' })
  } catch (error) {
    if (error.code === 'ENOENT') return 'no fasttext command; apt install fasttext'
  }
  return undefined
}

async function seconds(work) {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}
