// `pnpm bench compare [CASE …]`: `textgate compare` on data sets and on a made-up task of order, by the command line alone.
// The test part is scored once, after training. See README.md.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeOrderTask } from './compare/order-task.mjs'
import { renderComparisons } from './compare/render-comparisons.mjs'
import { runCompare } from './compare/run-compare.mjs'
import { datasetMissing, datasetsFolder } from './lib/datasets.mjs'
import { createReport, machine, packageVersion } from './lib/report.mjs'

const ENCODERS = 'gru,lstm,rnn,cnn,linear,gru+ngrams'
const ORDER = 'order'
const CASES = [ORDER, 'trec6', 'chnsenticorp']

/** Compares the encoders on every case named, or all; a row a figure, and one a case with the whole comparison. */
export async function bench({ log, cases = [] }) {
  for (const id of cases)
    if (!CASES.includes(id)) throw new Error(`no case ${id}; there are ${CASES.join(', ')}`)
  const report = createReport('compare', {
    '@textgate/cli': packageVersion('@textgate/cli'),
    node: process.versions.node,
  })
  for (const id of cases.length > 0 ? cases : CASES) {
    const missing = id === ORDER ? undefined : datasetMissing(id)
    if (missing) report.skip({ case: id, subject: 'textgate compare' }, missing)
    else addRows(report, id, await compareOn(id, log))
  }
  return report.result()
}

async function compareOn(id, log) {
  const work = mkdtempSync(join(tmpdir(), `textgate-compare-${id}-`))
  try {
    if (id === ORDER) writeOrderTask(work)
    const part = (name) =>
      id === ORDER ? join(work, `${name}.jsonl`) : join(datasetsFolder, id, `${name}.jsonl.gz`)
    const dev = existsSync(part('dev')) ? ['--dev', part('dev')] : []
    const config = id === ORDER ? ['--config', join(import.meta.dirname, 'compare/order-task.jsonc')] : []
    const data = ['--train', part('train'), ...dev, '--test', part('test'), ...config]
    return await runCompare([...data, '--encoders', ENCODERS], { folder: join(work, 'out'), log })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function addRows(report, id, { comparison, page }) {
  for (const { name, accuracy, speed } of comparison.encoders) {
    if (accuracy === undefined) continue
    const row = { case: id, subject: name, repeats: 1 }
    report.note({ ...row, metric: 'test accuracy', unit: 'fraction', value: accuracy })
    report.note({ ...row, metric: 'training, an epoch', unit: 's', value: speed.trainingSecondsPerEpoch })
    report.note({ ...row, metric: 'prediction', unit: 'texts/s', value: speed.predictedTextsPerSecond })
  }
  report.note({ case: id, subject: 'textgate compare', metric: 'the whole comparison', comparison, page })
}

/** Results of several machines stand side by side. */
export function fileName() {
  const { cores, platform } = machine()
  return `compare-${platform.replace(' ', '-')}-${cores}-cores`
}

/** Writes the tables beside a results file. @returns their path */
export const render = renderComparisons
