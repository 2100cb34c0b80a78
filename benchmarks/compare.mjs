// `pnpm bench compare [CASE …]`: `textgate compare` on data sets and on a made-up task of order, by the command line alone;
// each case can be run by itself. The test part is scored once a training, after it. See README.md.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CASES, caseMissing, partArguments } from './compare/cases.mjs'
import { renderComparisons } from './compare/render-comparisons.mjs'
import { runCompare } from './compare/run-compare.mjs'
import { createReport, machine, packageVersion, rangeOf } from './lib/report.mjs'

const ENCODERS = 'gru,lstm,rnn,cnn,linear,gru+ngrams'

/** Compares the encoders on every case named, or all; a row a figure, and one a case with the whole comparison. */
export async function bench({ log, cases = [] }) {
  const known = CASES.map(({ id }) => id)
  for (const id of cases) {
    if (!known.includes(id)) throw new Error(`no case ${id}; there are ${known.join(', ')}`)
  }
  const report = createReport('compare', {
    '@textgate/cli': packageVersion('@textgate/cli'),
    node: process.versions.node,
  })
  for (const one of CASES.filter(({ id }) => cases.length === 0 || cases.includes(id))) {
    const missing = caseMissing(one)
    if (missing) report.skip({ case: one.id, subject: 'textgate compare' }, missing)
    else addRows(report, one, await compareOn(one, log))
  }
  return report.result()
}

async function compareOn(one, log) {
  const work = mkdtempSync(join(tmpdir(), `textgate-compare-${one.id}-`))
  try {
    const encoders = ['--encoders', ENCODERS, '--seeds', one.seeds.join(',')]
    const args = [...partArguments(one, work), ...(one.args ?? []), ...encoders]
    return await runCompare(args, { folder: join(work, 'out'), log })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function addRows(report, { id, seeds, note }, { comparison, page }) {
  for (const { name, accuracy, seeds: each = [{ accuracy }], speed } of comparison.encoders) {
    if (accuracy === undefined) continue
    const row = { case: id, subject: name, repeats: seeds.length }
    const range = rangeOf(each.map((one) => one.accuracy))
    report.note({ ...row, metric: 'test accuracy', unit: 'fraction', value: accuracy, range })
    report.note({ ...row, metric: 'training, an epoch', unit: 's', value: speed.trainingSecondsPerEpoch })
    report.note({ ...row, metric: 'prediction', unit: 'texts/s', value: speed.predictedTextsPerSecond })
  }
  const whole = { case: id, subject: 'textgate compare', metric: 'the whole comparison' }
  report.note({ ...whole, ...(note === undefined ? {} : { note }), comparison, page })
}

/** Results of several machines stand side by side. */
export function fileName() {
  const { cores, platform } = machine()
  return `compare-${platform.replace(' ', '-')}-${cores}-cores`
}

/** Writes the tables beside a results file. @returns their path */
export const render = renderComparisons
